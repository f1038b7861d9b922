namespace Edge.Hardening;

/// <summary>The interfaces of the board profile: kept, or off by the steps it writes.</summary>
internal static class DeclaredInterfaces
{
    public static IEnumerable<Candidate> Of(GuardPolicy policy, Inventory inventory) =>
        policy.Board.Interfaces.Select(each => policy.Keeps(each)
            ? Candidate.Keep(each.Name, each.Kind, "the site keeps it")
            : Candidate.Off(each.Name, each.Kind, "the site does not keep it",
                [.. each.Disable.SelectMany(step => StepsOf(policy, inventory, step))]));

    private static IEnumerable<GuardStep> StepsOf(GuardPolicy policy, Inventory inventory, string step)
    {
        int colon = step.IndexOf(':', StringComparison.Ordinal);
        string mechanism = step[..colon];
        string argument = step[(colon + 1)..];
        switch (mechanism)
        {
            case "link-down":
                return inventory.All(FoundKind.NetDevice).Where(device =>
                    device.Name == argument).Select(Steps.Link);
            case "rfkill":
                return inventory.Has(FoundKind.Radio, argument) ? [Steps.Radio(argument)] : [];
            case "module":
                return IsWanted(policy, inventory, argument) ? WithUsers(inventory, argument.Replace('-', '_')) : [];
            case "mask":
                return [Steps.Unit(argument)];
            case "sysctl":
                return Pair(argument) is ({ } name, { } value) && inventory.Has(FoundKind.Setting, name)
                    ? [Steps.Sysctl(name, value)] : [];
            case "sysfs":
                return Pair(argument) is ({ } path, { } text) ? [Steps.Sysfs(path, text)] : [];
            default:
                return [Steps.Boot(mechanism, argument)];
        }
    }

    /// <summary>A module that is not in this kernel needs no bar; one that a kept part needs gets
    /// none.</summary>
    private static bool IsWanted(GuardPolicy policy, Inventory inventory, string module)
    {
        string name = module.Replace('-', '_');
        bool isThere = inventory.Has(FoundKind.Module, name) || inventory.KnownModules is not { } known
            || known.Contains(name);
        return isThere && !policy.Hardening.Modules.Contains(name)
            && !policy.KeptArguments("module").Contains(module);
    }

    /// <summary>A module that others use cannot go before them.</summary>
    private static IEnumerable<GuardStep> WithUsers(Inventory inventory, string module) =>
        inventory.ModuleNeeds.Where(user => user.Value.Contains(module)).SelectMany(user => WithUsers(inventory, user.Key))
            .Append(Steps.Module(module));

    private static (string? Name, string? Value) Pair(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < argument.Length - 1 ? (argument[..equals], argument[(equals + 1)..])
            : (null, null);
    }
}
