using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>Collects the mistakes of one file, up to <see cref="SiteErrors.MaxErrors"/>.</summary>
internal sealed class ErrorList(string file)
{
    private readonly List<SiteError> _errors = [];

    public int Count => _errors.Count;

    public bool IsFull => _errors.Count >= SiteErrors.MaxErrors;

    public void Add(SourcePosition at, string problem, string text, string expected, string? nearest = null)
    {
        if (IsFull) { return; }
        _errors.Add(new SiteError(file, at, text, problem, expected, nearest));
    }

    /// <summary>An unknown name where one of <paramref name="known"/> was expected.</summary>
    public void AddUnknown(SourcePosition at, string problem, string text, IEnumerable<string> known,
        string expected) =>
        Add(at, problem, text, expected, IsFull ? null : NearestName.Of(text, known));

    public void AddAll(ImmutableArray<SiteError> errors)
    {
        foreach (SiteError error in errors)
        {
            if (IsFull) { return; }
            _errors.Add(error);
        }
    }

    public ImmutableArray<SiteError> InOrder() => SiteErrors.InOrder(_errors);
}
