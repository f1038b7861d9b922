using System.Text.RegularExpressions;
using Edge.Tests.Updates.Releases;
using Edge.Tests.Updates.Rollouts;
using Edge.Updates;
using Edge.Updates.Patches;
using Edge.Updates.Releases;
using Edge.Updates.Rollouts;
using Edge.Updates.Slots;
using Edge.Updates.Trust;

namespace Edge.Fuzz;

/// <summary>The decoders of releases, slots and patches, and of what the guard reports.</summary>
internal static partial class UpdateTargets
{
    private static readonly byte[] Old = [.. Enumerable.Range(0, 2_000).Select(i => (byte)((i * i / 7) & 0xFF))];
    private static readonly byte[] Next = [.. Old[500..], .. "new"u8, .. Old[..700]];

    public static IEnumerable<FuzzTarget> All()
    {
        foreach (FuzzTarget target in GuardTargets.All()) { yield return target; }
        yield return Twice("update-manifest", [Manifest()], ReleaseReader.Read, ReleaseWriter.Write);
        yield return Twice("update-state", [.. States()], SlotStateReader.Read, SlotStateWriter.Write);
        yield return Twice(
            "update-marker", [new SlotMarker("app", "1", ContentHash.Of("x"u8)).Write()], SlotMarker.Read, m => m.Write());
        yield return Twice("update-floors", [UpdateFloors.None.RaiseEpoch("app", 3).Write()], UpdateFloors.Read, f => f.Write());
        yield return Twice("update-map", [RepositoryMapWriter.Write(Map())], RepositoryMap.Read, RepositoryMapWriter.Write);
        yield return Twice("update-wanted", [new WantedRelease("app", "1.4.0").Write()], WantedRelease.Read, w => w.Write());
        yield return Twice("update-rollout", [new WantedRelease("app", "1.4.0").Write(), RolloutWriter.Write(TestRollout.Full)], Rollout, RolloutWriter.Write);
        yield return new FuzzTarget("update-patch", [DeltaWriter.Write(Old, Next), DeltaWriter.Write(Old, Old)], Patch);
    }

    // What is accepted must be written so that it is accepted again, and then as itself.
    private static FuzzTarget Twice<T>(
        string name, byte[][] corpus, Read<T> read, Func<T, byte[]> write)
        where T : notnull => new(name, corpus, bytes =>
        {
            var first = read(bytes);
            if (!first.TryGet(out T value, out UpdateReason reason)) { return $"{reason.Refusal} {Varying().Replace(reason.Detail, "~")}"; }
            byte[] written = write(value);
            var second = read(written);
            return second.IsOk && write(second.Value).AsSpan().SequenceEqual(written)
                ? "ok"
                : throw new InvalidOperationException($"what was read is not written as itself: {second}");
        });

    private static string Patch(byte[] bytes)
    {
        long written = 0;
        UpdateReason? reason = DeltaReader.Apply(
            new MemoryStream(Old), new MemoryStream(bytes), Next.Length, part => written += part.Length);
        return written > Next.Length
            ? throw new InvalidOperationException("more bytes than the file has")
            : reason is null ? "ok" : Varying().Replace(reason.Detail, "~");
    }

    // Whatever is accepted can also be decided upon.
    private static Result<Rollout, UpdateReason> Rollout(ReadOnlySpan<byte> bytes)
    {
        var read = RolloutFile.Read(bytes);
        if (!read.TryGet(out Rollout rollout, out _)) { return read; }
        RolloutDecision decision = TestRollout.Decide(rollout with { IsPaused = false }, TestRollout.Gateway(1), TestRollout.Start);
        return decision.MayInstall && decision.At is not null
            ? throw new InvalidOperationException("both now and later")
            : read;
    }

    private static byte[] Manifest()
    {
        ReleaseFile file = TestRelease.File("edge", "content");
        var patch = new ReleasePatch(ContentHash.Of("old"u8), ContentHash.Of("p"u8), 12, PatchMethod.EdgeDelta1);
        return ReleaseWriter.Write(TestRelease.Of("1.4.0", ("lib/a.so", "a")) with
        {
            Files = [file with { Patches = [patch] }, TestRelease.File("lib/a.so", "a")],
            Sbom = "releases/app/linux-x64/1.4.0/sbom.json", Needs = [new ReleaseNeed(ReleaseManifest.Os, ["12.8"])],
        });
    }

    private static IEnumerable<byte[]> States()
    {
        var a = new SlotRelease(SlotName.A, "1.3.0", ContentHash.Of("a"u8), 1, 1);
        var b = new SlotRelease(SlotName.B, "1.4.0", ContentHash.Of("b"u8), 2, 1);
        yield return SlotStateWriter.Write(SlotState.Empty);
        yield return SlotStateWriter.Write(new SlotState(
            7, UpdatePhase.Trial, a, b, new Candidate(b, 2, ["s1"], 5, Offline: true),
            new UpdateFailure("1.2", b.Manifest, UpdateRefusal.Unhealthy, "why"), null));
        yield return SlotStateWriter.Write(new SlotState(9, UpdatePhase.Committed, b, a, null, null, new TrialEvidence(["s1", "s2"], Offline: false)));
    }

    private static RepositoryMap Map() => new(
        [new("vendor", [new Uri("https://a.example/vendor/")]), new("operator", [])],
        [new(["releases/*/*/*/*"], ["vendor", "operator"]), new(["rollout/*"], ["operator"])]);

    private delegate Result<T, UpdateReason> Read<T>(ReadOnlySpan<byte> bytes)
        where T : notnull;

    [GeneratedRegex(@"'[^']*'|\d+|[0-9a-f]{16,}|state\.\S*|manifest\.\S*|map\.\S*|floors\.\S*")]
    private static partial Regex Varying();
}
