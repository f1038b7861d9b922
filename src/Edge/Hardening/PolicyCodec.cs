using System.Collections.Immutable;
using Edge.Profiles;
using MessagePack;

namespace Edge.Hardening;

/// <summary>The last policy that was applied, as bytes: a guard that starts where the site file cannot be read goes on with it.</summary>
/// <remarks>Everything a plan is made from; what is for people alone (descriptions, what peers are for) is not kept. Bytes:
/// docs/formats/guard-state.md.</remarks>
public static class PolicyCodec
{
    public const int MaxBytes = 2 * 1024 * 1024;
    public const int MostItems = 4_096;
    public const int MaxText = 1_024;

    private const int Version = 1;
    private const int Elements = 17;
    private const int LargestPort = 65_535;

    private delegate T? Item<T>(ref MessagePackReader reader)
        where T : class;

    public static byte[] Write(GuardPolicy policy) => SealedBody.Write(Version, (ref MessagePackWriter writer) =>
    {
        HardeningDeclaration hardening = policy.Hardening;
        writer.WriteArrayHeader(Elements);
        writer.Write((byte)policy.Mode);
        writer.Write(policy.Board.Name);
        writer.WriteArrayHeader(policy.Board.Interfaces.Length);
        foreach (BoardInterface each in policy.Board.Interfaces)
        {
            writer.WriteArrayHeader(3);
            writer.Write(each.Name);
            writer.Write(each.Kind);
            Write(ref writer, each.Disable);
        }
        writer.WriteArrayHeader(policy.Board.Pins.Length);
        foreach (BoardPin pin in policy.Board.Pins)
        {
            writer.WriteArrayHeader(3);
            writer.Write(pin.Name);
            writer.Write(pin.ChipLabel);
            writer.Write(pin.Line);
        }
        Write(ref writer, policy.Kept);
        Write(ref writer, hardening.Services);
        Write(ref writer, hardening.Modules);
        Write(ref writer, [.. hardening.Usb.SelectMany(each => (string[])[each.Port, each.Product])]);
        Write(ref writer, hardening.NameServers);
        Write(ref writer, hardening.TimeServers);
        writer.WriteArrayHeader(policy.Peers.Length);
        foreach (NetworkPeer peer in policy.Peers) { Write(ref writer, peer.Address, peer.Port); }
        writer.WriteArrayHeader(hardening.Listen.Length);
        foreach (NetworkPort port in hardening.Listen) { Write(ref writer, null, port); }
        Write(ref writer, hardening.Keys);
        WriteTechnician(ref writer, hardening.Technician);
        Write(ref writer, policy.BusPaths);
        writer.Write((hardening.Dhcp ? 1 : 0) | (hardening.Ipv6 ? 2 : 0));
        writer.Write((policy.UsesPins ? 1 : 0) | (policy.HasUplink ? 2 : 0));
    });

    /// <summary>Null: no such bytes. Hostile bytes cost bounded memory and time.</summary>
    public static GuardPolicy? Read(ReadOnlyMemory<byte> bytes) => SealedBody.Read<GuardPolicy>(bytes, Version, MaxBytes, ReadBody);

    private static void Write(ref MessagePackWriter writer, IReadOnlyCollection<string> texts)
    {
        writer.WriteArrayHeader(texts.Count);
        foreach (string text in texts) { writer.Write(text); }
    }

    private static void Write(ref MessagePackWriter writer, string? address, NetworkPort port)
    {
        writer.WriteArrayHeader(3);
        writer.Write(address);
        writer.Write(port.Number);
        writer.Write(port.Protocol);
    }

    private static void WriteTechnician(ref MessagePackWriter writer, TechnicianDeclaration? way)
    {
        writer.WriteArrayHeader(way is null ? 0 : 3);
        if (way is null) { return; }
        writer.Write(way.Pin);
        writer.Write(way.ActiveLow);
        writer.Write(way.Console);
    }

    private static GuardPolicy? ReadBody(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(Elements)) { return null; }
        var mode = (GuardMode)reader.ReadByte();
        string? board = reader.ReadTextOfAtMost(MaxText);
        if (board is null || !Enum.IsDefined(mode)) { return null; }
        if (List<BoardInterface>(ref reader, ReadInterface) is not { } interfaces || List<BoardPin>(ref reader, ReadPin) is not { } pins
            || Texts(ref reader) is not { } kept || Texts(ref reader) is not { } services || Texts(ref reader) is not { } modules
            || Texts(ref reader) is not { } usb || usb.Length % 2 != 0 || Texts(ref reader) is not { } names
            || Texts(ref reader) is not { } times || List<NetworkPeer>(ref reader, ReadPeer) is not { } peers
            || List<NetworkPeer>(ref reader, ReadPeer) is not { } listen || listen.Any(port => port.Address is not null)
            || Texts(ref reader) is not { } keys || !ReadTechnician(ref reader, pins, out TechnicianDeclaration? technician)
            || Texts(ref reader) is not { } buses) { return null; }
        int ways = reader.ReadInt32();
        int uses = reader.ReadInt32();
        if (ways is < 0 or > 3 || uses is < 0 or > 3) { return null; }
        var hardening = new HardeningDeclaration(
            services, modules, [.. usb.Chunk(2).Select(each => new UsbAllowed(each[0], each[1]))], (ways & 1) != 0, names, times, [],
            [.. listen.Select(port => port.Port)], (ways & 2) != 0, keys, technician);
        return new GuardPolicy(
            mode, new BoardProfile(board, "", BoardKind.Linux, [], pins, interfaces, null, null), [.. kept], hardening, peers, [.. buses],
            (uses & 1) != 0, (uses & 2) != 0);
    }

    private static BoardInterface? ReadInterface(ref MessagePackReader reader) =>
        reader.ReadArrayOf(3) && reader.ReadTextOfAtMost(MaxText) is { } name && reader.ReadTextOfAtMost(MaxText) is { } kind
        && Texts(ref reader) is { } steps && steps.All(step => step.IndexOf(':', StringComparison.Ordinal) > 0)
            ? new BoardInterface(name, kind, steps) : null;

    private static BoardPin? ReadPin(ref MessagePackReader reader) =>
        reader.ReadArrayOf(3) && reader.ReadTextOfAtMost(MaxText) is { } name && reader.ReadTextOfAtMost(MaxText) is { } chip
        && reader.ReadInt32() is >= 0 and var line ? new BoardPin(name, 0, chip, line, null) : null;

    private static NetworkPeer? ReadPeer(ref MessagePackReader reader)
    {
        if (!reader.ReadArrayOf(3)) { return null; }
        string? address = reader.TryReadNil() ? null : reader.ReadTextOfAtMost(MaxText) ?? "";
        int port = reader.ReadInt32();
        string? protocol = reader.ReadTextOfAtMost(MaxText);
        bool isWhole = address is not "" && port is > 0 and <= LargestPort && (protocol is "tcp" or "udp");
        return isWhole ? new NetworkPeer(address, new NetworkPort(port, protocol!)) : null;
    }

    private static bool ReadTechnician(ref MessagePackReader reader, ImmutableArray<BoardPin> pins, out TechnicianDeclaration? technician)
    {
        technician = null;
        int count = reader.ReadArrayHeader();
        if (count == 0) { return true; }
        if (count != 3 || reader.ReadTextOfAtMost(MaxText) is not { } pin || !pins.Any(each => each.Name == pin)) { return false; }
        bool isActiveLow = reader.ReadBoolean();
        if (reader.ReadTextOfAtMost(MaxText) is not { } console) { return false; }
        technician = new(pin, isActiveLow, console, default);
        return true;
    }

    private static ImmutableArray<string>? Texts(ref MessagePackReader reader) =>
        List<string>(ref reader, (ref MessagePackReader inner) => inner.ReadTextOfAtMost(MaxText));

    private static ImmutableArray<T>? List<T>(ref MessagePackReader reader, Item<T> read)
        where T : class
    {
        int count = reader.ReadArrayHeader();
        if (count > MostItems) { return null; }
        var items = ImmutableArray.CreateBuilder<T>();
        for (int i = 0; i < count; i++)
        {
            if (read(ref reader) is not { } item) { return null; }
            items.Add(item);
        }
        return items.ToImmutable();
    }
}
