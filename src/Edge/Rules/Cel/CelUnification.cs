namespace Edge.Rules.Cel;

/// <summary>What the parameters of a signature stand for in one call.</summary>
internal sealed class CelUnification
{
    private readonly Dictionary<string, CelType> _found = new(StringComparer.Ordinal);

    /// <summary>True when an argument may stand where the parameter is asked for.</summary>
    public bool Accepts(CelType parameter, CelType argument)
    {
        if (parameter.IsParameter) { return Bind(parameter.Name, argument); }
        if (parameter.IsOpen || argument.IsOpen) { return true; }
        if (parameter.Kind != argument.Kind) { return false; }
        for (int place = 0; place < parameter.Parameters.Length; place++)
        {
            if (!Accepts(parameter.Parameters[place], argument.Parameters[place])) { return false; }
        }

        return true;
    }

    /// <summary>A type with what its parameters stand for; what nothing decided is dyn.</summary>
    public CelType Resolve(CelType type)
    {
        if (type.IsParameter) { return _found.GetValueOrDefault(type.Name, CelType.Dyn); }
        return type.Kind switch
        {
            CelKind.List => CelType.ListOf(Resolve(type.Parameters[0])),
            CelKind.Map => CelType.MapOf(Resolve(type.Parameters[0]), Resolve(type.Parameters[1])),
            _ => type,
        };
    }

    /// <summary>The type that holds both: one of them where they agree, dyn where they do not.</summary>
    public static CelType Join(CelType left, CelType right)
    {
        if (left.Equals(right) || right == CelType.Refused) { return left; }
        return left == CelType.Refused ? right : CelType.Dyn;
    }

    private bool Bind(string name, CelType argument)
    {
        if (!_found.TryGetValue(name, out CelType? known) || known.IsOpen)
        {
            _found[name] = argument;
            return true;
        }

        return Accepts(known, argument);
    }
}
