using System.Collections.Immutable;

namespace Edge.Profiles;

/// <summary>Reads <c>interlocks</c> and <c>soft-starts</c>.</summary>
internal static class GroupSection
{
    public static ImmutableArray<InterlockDeclaration> ReadInterlocks(SiteDraft draft, ImmutableArray<MapReader> maps)
    {
        var names = new NameTable("interlock", draft.Errors);
        var taken = new NameTable("actuator in interlocks", draft.Errors);
        var groups = ImmutableArray.CreateBuilder<InterlockDeclaration>();
        foreach (MapReader map in maps)
        {
            string name = map.Get(GroupKeys.Name, "");
            if (name.Length > 0) { names.Claim(name, map.PlaceOf(GroupKeys.Name)); }
            ImmutableArray<int> members = ReadMembers(draft, map, GroupKeys.Locked, taken, RefuseSafeOn);
            groups.Add(new(name, members, map.Get(GroupKeys.Wait, TimeSpan.FromMilliseconds(100)), map.At));
        }

        return groups.ToImmutable();
    }

    public static ImmutableArray<SoftStartDeclaration> ReadSoftStarts(SiteDraft draft, ImmutableArray<MapReader> maps)
    {
        var names = new NameTable("soft start", draft.Errors);
        var taken = new NameTable("actuator in soft starts", draft.Errors);
        var groups = ImmutableArray.CreateBuilder<SoftStartDeclaration>();
        foreach (MapReader map in maps)
        {
            string name = map.Get(GroupKeys.Name, "");
            if (name.Length > 0) { names.Claim(name, map.PlaceOf(GroupKeys.Name)); }
            ImmutableArray<int> members = ReadMembers(draft, map, GroupKeys.Queued, taken, (_, _, _) => { });
            groups.Add(new(name, members, map.Get(GroupKeys.Gap, TimeSpan.FromMilliseconds(100)), map.At));
        }

        return groups.ToImmutable();
    }

    private static ImmutableArray<int> ReadMembers(
        SiteDraft draft, MapReader map, Key<ImmutableArray<Located<string>>> key, NameTable taken,
        Action<SiteDraft, ActuatorDeclaration, SourcePosition> check)
    {
        var members = ImmutableArray.CreateBuilder<int>();
        foreach (Located<string> name in map.Get(key, []))
        {
            bool isNew = draft.ActuatorNames.Find(name.Value, name.At) && taken.Claim(name.Value, name.At);
            ActuatorDeclaration? actuator = isNew ? draft.Actuators.FirstOrDefault(each => each.Name == name.Value) : null;
            if (actuator is null) { continue; }
            check(draft, actuator, name.At);
            members.Add(actuator.Index);
        }

        return members.ToImmutable();
    }

    /// <summary>Two that are safe on could not both be safe; one would break the lock at its start.</summary>
    private static void RefuseSafeOn(SiteDraft draft, ActuatorDeclaration actuator, SourcePosition at)
    {
        if (!actuator.SafeOn) { return; }
        draft.Errors.Add(at, "interlock that cannot be satisfied: an actuator that is safe on", actuator.Name,
            "actuators with safe: off; in doubt all of a group are off");
    }
}
