namespace Edge.Hardening;

/// <summary>Units, logins, sockets and modules that are there beside those of the base system and the
/// site.</summary>
internal static class FoundSoftware
{
    public static IEnumerable<Candidate> Of(GuardPolicy policy, Inventory inventory)
    {
        foreach (Found unit in inventory.All(FoundKind.Unit))
        {
            if (policy.Hardening.Services.Contains(unit.Name)) { yield return Candidate.Keep(unit.Name,
                "unit", "the site names it"); }
            else if (KnownManagers.WhyNeeded(policy, inventory, unit.Name) is { } why)
            {
                yield return Candidate.Spare(unit.Name, "unit", why);
            }
            else if (!BaseSystem.Has(unit.Name))
            {
                yield return Candidate.Off(unit.Name, "unit", "neither of the base system nor of the site",
                    Steps.Unit(unit.Name));
            }
        }
        foreach (Found account in inventory.All(FoundKind.Account))
        {
            yield return account.Fact("keys") is { } keys ? Keys(policy, account.Name, keys)
                : Candidate.Off(account.Name, "account", $"can log in ({account.Fact("why") ?? "it has a password"})", Steps.Account(account.Name));
        }
        GuardStep wall = ClosedDoors.FirewallStep(policy);
        foreach (Found socket in inventory.All(FoundKind.Socket))
        {
            yield return Socket(policy, inventory, socket, wall);
        }
        foreach (string module in BaseSystem.BarredModules.Where(name => IsBarred(policy, inventory, name)))
        {
            yield return Candidate.Off(module, "module", "no gateway needs it", Steps.Module(module));
        }
    }

    /// <summary>They are told and left alone: taking away the operator's own would lock him out, and without a program that asks
    /// for them they open nothing.</summary>
    private static Candidate Keys(GuardPolicy policy, string user, string file)
    {
        string name = $"{user}, {file}";
        return policy.Hardening.Keys.Contains(user) ? Candidate.Keep(name, "login keys", "the site names them")
            : Candidate.Spare(name, "login keys", $"whoever has one comes in as {user} wherever a shell over the network is on: "
                + "name the user under hardening.keys, or remove the file");
    }

    private static Candidate Socket(GuardPolicy policy, Inventory inventory, Found socket, GuardStep wall)
    {
        string owner = socket.Fact("unit") ?? "";
        if (socket.Fact("reach") == "loopback") { return Candidate.Keep(socket.Name, "socket",
            "only this machine reaches it"); }
        if (policy.Hardening.Listen.Any(port => $"{port}" == socket.Fact("port")))
        {
            return Candidate.Keep(socket.Name, "socket", "the site listens there");
        }
        bool isMasked = owner.Length > 0 && !BaseSystem.Has(owner)
            && !policy.Hardening.Services.Contains(owner) && KnownManagers.WhyNeeded(policy, inventory, owner) is null;
        return isMasked
            ? Candidate.Off(socket.Name, "socket", $"it is {owner}'s", Steps.Unit(owner))
            : Candidate.Off(socket.Name, "socket", "nothing gets through to it", wall);
    }

    private static bool IsBarred(GuardPolicy policy, Inventory inventory, string module) =>
        !policy.Hardening.Modules.Contains(module)
        && (inventory.Has(FoundKind.Module, module) || inventory.KnownModules is not { } known
            || known.Contains(module));
}
