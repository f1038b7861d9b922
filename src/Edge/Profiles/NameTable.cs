namespace Edge.Profiles;

/// <summary>The names of one kind of thing in a file; each may be given once.</summary>
internal sealed class NameTable(string kind, ErrorList errors)
{
    private readonly Dictionary<string, SourcePosition> _names = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _names.Keys;

    public bool Has(string name) => _names.ContainsKey(name);

    /// <summary>Takes a name, or reports that it is taken.</summary>
    public bool Claim(string name, SourcePosition at)
    {
        if (_names.TryAdd(name, at)) { return true; }
        errors.Add(at, $"{kind} given twice", name, $"another {kind}; the first is on line {_names[name].Line}");
        return false;
    }

    /// <summary>True for a known name; reports an unknown one with the nearest right one.</summary>
    public bool Find(string name, SourcePosition at)
    {
        if (_names.ContainsKey(name)) { return true; }
        if (errors.IsFull) { return false; }
        errors.AddUnknown(at, $"unknown {kind}", name, _names.Keys, Known());
        return false;
    }

    private string Known()
    {
        const int Shown = 8;
        if (_names.Count == 0) { return $"a declared {kind}; there is none"; }
        string names = string.Join(", ", _names.Keys.Order(StringComparer.Ordinal).Take(Shown));
        return _names.Count > Shown ? $"one of {names}, ... ({_names.Count})" : $"one of {names}";
    }
}
