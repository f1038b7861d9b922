using System.Collections.Immutable;
using Edge.Hardening;
using Edge.Profiles;

namespace Edge.Tests.Hardening;

/// <summary>Policies without a site file.</summary>
internal static class GuardPolicies
{
    public static NetworkPeer Collector { get; } = new("10.90.0.1", new NetworkPort(8443, "tcp"));

    public static BoardProfile Board(string name) => BoardReader.Read(
        Repository.Read("hardware-profiles", $"{name}.yaml"), $"{name}.yaml", name).Board!;

    public static GuardPolicy Of(BoardProfile board, params ReadOnlySpan<string> kept) => new(
        GuardMode.Enforce, board, [.. kept], HardeningDeclaration.Usual, [Collector],
            ImmutableSortedSet<string>.Empty, UsesPins: true, HasUplink: true);
}
