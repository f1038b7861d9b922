using System.Net.Sockets;
using System.Text;
using Edge.Device.Systemd;

namespace Edge.Tests.Device.Systemd;

/// <summary>systemd's manager at the other end of a socket: units, what masks and stops them, and what it was asked.</summary>
internal sealed class PlayedManager : IDisposable
{
    private const string Hello = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-bus-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly HashSet<string> _links = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BusUnit> _units = new(StringComparer.Ordinal);
    private readonly List<Socket> _talks = [];

    public PlayedManager(params BusUnit[] units)
    {
        foreach (BusUnit unit in units) { _units[unit.Name] = unit; }
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, "bus")));
        _listener.Listen();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public List<string> Asked { get; } = [];

    /// <summary>What is said in place of a greeting; null: the usual.</summary>
    public string? Greeting { get; set; }

    /// <summary>What is sent in place of an answer; null: the usual.</summary>
    public byte[]? Answer { get; set; }

    /// <summary>What a SIGKILL to a unit does; null: nothing.</summary>
    public Action<string>? OnKill { get; set; }

    /// <summary>In place of <c>/</c>: where the files of units and their masks lie. Null: nowhere.</summary>
    public string? Root { get; set; }

    /// <summary>What a unit's properties are, each with its type.</summary>
    public Dictionary<string, byte[]> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>Says something unasked to whoever is connected.</summary>
    public void Tell(string member)
    {
        byte[] signal = BusMessage.Signal(9, new("", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager"), member, "s",
            new BusWriter().Text(new string('x', 3000)).ToArray());
        lock (_talks)
        {
            foreach (Socket talk in _talks) { talk.Send(signal); }
        }
    }

    /// <summary>Starts itself anew: every connection ends.</summary>
    public void HangUp()
    {
        lock (_talks)
        {
            foreach (Socket talk in _talks) { talk.Shutdown(SocketShutdown.Both); }
        }
    }

    public SystemdBus Connect() => SystemdBus.Connect(Path.Combine(_folder, "bus"));

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Serve()
    {
        while (true)
        {
            try
            {
                Socket talk = _listener.Accept();
                new Thread(() => Listen(talk)) { IsBackground = true }.Start();
            }
            catch (SocketException)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Listen(Socket talk)
    {
        try
        {
            using (talk) { Talk(talk); }
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // The guard is done with it.
        }
        finally
        {
            lock (_talks) { _talks.Remove(talk); }
        }
    }

    private void Talk(Socket talk)
    {
        if (Encoding.ASCII.GetString(Take(talk, Hello.Length)) != Hello) { return; }
        lock (_talks)
        {
            talk.Send(Encoding.ASCII.GetBytes(Greeting ?? "DATA\r\nOK 1234deadbeef\r\n"));
            _talks.Add(talk);
        }

        while (true)
        {
            byte[] first = Take(talk, BusMessage.Fixed);
            BusMessage call = BusMessage.Read((byte[])[.. first, .. Take(talk, BusMessage.LengthOf(first) - BusMessage.Fixed)]);
            lock (_talks) { talk.Send(Answer ?? Reply(call)); }
        }
    }

    private byte[] Reply(BusMessage call)
    {
        var reader = new BusReader(call.Body);
        string[] names = call.Signature.StartsWith("as", StringComparison.Ordinal) ? Texts(reader)
            : call.Signature.StartsWith('s') ? [reader.Text()] : [];
        if (call.Member == "ListUnitsByPatterns") { names = Texts(reader); }
        if (call.Member == "Get") { names = [reader.Text()]; }
        Asked.Add($"{call.Member} {string.Join(' ', names)}".TrimEnd());
        switch (call.Member)
        {
            case "ListUnitsByPatterns": return List(call, _units.Values);
            case "ListUnitsByNames":
                return List(call, names.Select(name => _units.GetValueOrDefault(name) ?? new(name, LoadOf(name, "not-found"), "inactive", "")));
            case "Get" when Properties.TryGetValue(names[0], out byte[]? value): return BusMessage.Answer(1, call.Serial, null, "v", value);
            case "Get": return BusMessage.Answer(1, call.Serial, "org.freedesktop.DBus.Error.UnknownProperty", "s", new BusWriter().Text("none").ToArray());
            case "MaskUnitFiles": _links.UnionWith(names); break;
            case "UnmaskUnitFiles": _links.ExceptWith(names); break;
            case "Reload":
                foreach (BusUnit unit in _units.Values.ToArray()) { _units[unit.Name] = unit with { Load = LoadOf(unit.Name, "loaded") }; }
                break;
            case "StopUnit": _units[names[0]] = _units[names[0]] with { Active = "inactive" }; break;
            case "KillUnit": OnKill?.Invoke(names[0]); break;
            case "StartUnit" when _units[names[0]].Load == "masked":
                return BusMessage.Answer(1, call.Serial, "org.freedesktop.systemd1.UnitMasked", "s", new BusWriter().Text("Unit is masked.").ToArray());
            case "StartUnit": _units[names[0]] = _units[names[0]] with { Active = "active" }; break;
            default: break;
        }

        return BusMessage.Answer(1, call.Serial, null, "", []);
    }

    // Source: systemd.unit(5), "System Unit Search Path": the first file of a name counts.
    private string LoadOf(string name, string otherwise)
    {
        foreach (string folder in (string[])["/etc/systemd/system.control", "/run/systemd/system.control", "/etc/systemd/system"])
        {
            var file = new FileInfo($"{Root ?? "/none"}{folder}/{name}");
            if (file.LinkTarget == "/dev/null") { return "masked"; }
            if (file.Exists) { return "loaded"; }
        }

        return _links.Contains(name) ? "masked" : otherwise;
    }

    private static byte[] List(BusMessage call, IEnumerable<BusUnit> units) =>
        BusMessage.Answer(1, call.Serial, null, BusUnit.ListType, BusUnit.WriteList(units));

    private static string[] Texts(BusReader reader)
    {
        var texts = new List<string>();
        for (int end = reader.ArrayEnd(4); reader.Position < end;) { texts.Add(reader.Text()); }
        return [.. texts];
    }

    private static byte[] Take(Socket talk, int count)
    {
        var bytes = new byte[count];
        for (int at = 0; at < count;)
        {
            int read = talk.Receive(bytes.AsSpan(at));
            at += read > 0 ? read : throw new IOException("the other end is gone");
        }

        return bytes;
    }
}
