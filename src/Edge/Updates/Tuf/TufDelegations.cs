namespace Edge.Updates.Tuf;

/// <summary>A role that a targets document trusts for some paths.</summary>
/// <param name="Terminating">True: for these paths nobody further down the list is asked.</param>
/// <param name="Paths">Patterns; empty when <paramref name="HashPrefixes"/> say it.</param>
/// <param name="HashPrefixes">The first hexadecimal digits of SHA-256 of a path.</param>
public sealed record DelegatedRole(
    string Name, TufRole Role, bool Terminating, IReadOnlyList<string> Paths, IReadOnlyList<string> HashPrefixes)
{
    private const int MaxPaths = 10_000;

    public bool IsFor(TargetPath path)
    {
        if (Paths.Any(p => PathPattern.Matches(p, path))) { return true; }
        if (HashPrefixes.Count == 0) { return false; }
        string digits = path.HashDigits();
        return HashPrefixes.Any(p => digits.StartsWith(p, StringComparison.Ordinal));
    }

    internal static DelegatedRole Read(TufFields fields)
    {
        string name = fields.Text("name", TufLimits.MaxTargetPathBytes);
        if (!TufNames.IsDelegated(name))
        {
            fields.Refuse(TufRefusal.BadRoleName, $"'name' is empty, top-level or over {TufLimits.MaxRoleNameBytes} bytes");
        }
        if (fields.Has("paths") == fields.Has("path_hash_prefixes"))
        {
            fields.Wrong("either paths or path_hash_prefixes");
        }
        return new DelegatedRole(
            name, TufRole.Read(fields), fields.Flag("terminating"),
            fields.Has("paths") ? [.. fields.Texts("paths", MaxPaths, TufLimits.MaxTargetPathBytes)] : [],
            fields.Has("path_hash_prefixes") ? [.. fields.Texts("path_hash_prefixes", MaxPaths, 64)] : []);
    }
}

/// <summary>Many roles with one set of keys: a path belongs to exactly one bin, by the first bits of its hash.</summary>
/// <param name="BitLength">1 to 32: there are 2^this bins.</param>
/// <remarks>Source: TUF specification 1.0, section 4.5, succinct_roles (TAP 15).</remarks>
public sealed record SuccinctRoles(TufRole Role, int BitLength, string NamePrefix)
{
    private const int MaxBits = 32;

    public string NameFor(TargetPath path)
    {
        uint bits = Convert.ToUInt32(path.HashDigits()[..8], 16);
        int digits = ((BitLength - 1) / 4) + 1;
        string bin = (bits >> (MaxBits - BitLength)).ToString($"x{digits}", System.Globalization.CultureInfo.InvariantCulture);
        return $"{NamePrefix}-{bin}";
    }

    internal static SuccinctRoles Read(TufFields fields)
    {
        const int suffix = 9;   // "-" and at most eight digits
        string prefix = fields.Text("name_prefix", TufLimits.MaxRoleNameBytes - suffix);
        if (prefix.Contains('\0')) { fields.Refuse(TufRefusal.BadRoleName, "'name_prefix' holds a zero"); }
        return new SuccinctRoles(TufRole.Read(fields), (int)fields.Integer("bit_length", 1, MaxBits), prefix);
    }
}

/// <summary>One step of the search for a target: this role, by the word of that delegator.</summary>
public sealed record TufDelegation(string Name, TufRole Role, bool Terminating);

/// <summary>Whom a targets document trusts, in order, and with which keys.</summary>
public sealed record TufDelegations(TufKeyring Keys, IReadOnlyList<DelegatedRole> Roles, SuccinctRoles? Succinct)
{
    private const int MaxRoles = 10_000;

    /// <summary>The roles to ask for a path, in the order of the document; those behind a terminating one not.</summary>
    public IEnumerable<TufDelegation> For(TargetPath path)
    {
        if (Succinct is not null)
        {
            yield return new TufDelegation(Succinct.NameFor(path), Succinct.Role, Terminating: true);
            yield break;
        }
        foreach (DelegatedRole role in Roles.Where(r => r.IsFor(path)))
        {
            yield return new TufDelegation(role.Name, role.Role, role.Terminating);
            if (role.Terminating) { yield break; }
        }
    }

    internal static TufDelegations Read(TufFields fields)
    {
        if (fields.Has("roles") == fields.Has("succinct_roles")) { fields.Wrong("either roles or succinct_roles"); }
        DelegatedRole[] roles = fields.Has("roles")
            ? [.. fields.Objects("roles", MaxRoles).Select(DelegatedRole.Read)]
            : [];
        if (roles.DistinctBy(r => r.Name, StringComparer.Ordinal).Count() != roles.Length)
        {
            fields.Refuse(TufRefusal.DuplicateName, "a role twice");
        }
        return new TufDelegations(
            TufKeyring.Read(fields.Object("keys")), roles,
            fields.Has("succinct_roles") ? SuccinctRoles.Read(fields.Object("succinct_roles")) : null);
    }
}

/// <summary>Which files may be used, and who may say so for others.</summary>
/// <param name="Files">By target path as it was written; a path that <see cref="TargetPath"/> refuses is never looked up.</param>
public sealed record TargetsMetadata(
    TufHeader Header, IReadOnlyDictionary<string, TargetFile> Files, TufDelegations? Delegations)
{
    internal static Result<TargetsMetadata, TufReason> Read(TufEnvelope document, string role)
    {
        var findings = new TufFindings();
        var fields = new TufFields(document.Body, role, findings);
        var header = TufHeader.Read(fields, TufNames.Targets, document.Body);
        var files = fields.Object("targets").Members()
            .ToDictionary(m => m.Name, m => TargetFile.Read(m.Value), StringComparer.Ordinal);
        TufDelegations? delegations = fields.Has("delegations") ? TufDelegations.Read(fields.Object("delegations")) : null;
        return findings.First is TufReason reason ? reason : new TargetsMetadata(header, files, delegations);
    }
}
