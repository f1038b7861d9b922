using System.Net.Sockets;
using System.Text;

namespace Edge.Device.Systemd;

/// <summary>A talk with systemd's manager without a process for each question: the handful of its methods
/// that the guard needs.</summary>
/// <remarks>Root reaches the manager at its own socket, without the bus being up; others ask over the
/// system's bus. Everything throws <see cref="IOException"/>, with systemd's own words where it refused. For
/// one thread. Source: org.freedesktop.systemd1(5); D-Bus Specification, "Authentication Protocol".</remarks>
internal sealed class SystemdBus : IDisposable
{
    public const string Private = "/run/systemd/private";
    public const string System = "/run/dbus/system_bus_socket";

    private const int MaxGreeting = 1024;
    private const uint SigKill = 9;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly BusTarget Manager = new("org.freedesktop.systemd1", "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager");
    private static readonly BusTarget Bus = new("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus");

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private uint _serial;

    private SystemdBus()
    {
        _socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        _socket.SendTimeout = (int)Patience.TotalMilliseconds;
    }

    /// <summary>Connects to the manager as whoever this process is.</summary>
    public static SystemdBus Connect() => Connect(Environment.IsPrivilegedProcess ? Private : System);

    public static SystemdBus Connect(string path)
    {
        var bus = new SystemdBus();
        try
        {
            bus.Greet(path);
            return bus;
        }
        catch (IOException)
        {
            bus.Dispose();
            throw;
        }
    }

    /// <summary>All units that are loaded and fit a pattern.</summary>
    public IReadOnlyList<BusUnit> Units(IEnumerable<string> patterns) =>
        BusUnit.ReadList(Call("ListUnitsByPatterns", "asas", new BusWriter().Texts([]).Texts(patterns)));

    /// <summary>These units, loaded for it where they are not yet, in the same order; a name that is none is
    /// left out.</summary>
    public IReadOnlyList<BusUnit> Named(IEnumerable<string> names) =>
        BusUnit.ReadList(Call("ListUnitsByNames", "as", new BusWriter().Texts(names)));

    /// <summary>Until the next boot; systemd knows after <see cref="Reload"/>.</summary>
    public void Mask(IEnumerable<string> names) => Call("MaskUnitFiles", "asbb", new BusWriter().Texts(names).Flag(true).Flag(false));

    public void Unmask(IEnumerable<string> names) => Call("UnmaskUnitFiles", "asb", new BusWriter().Texts(names).Flag(true));

    /// <summary>Gives a unit that is loaded, or runs, other rights for this boot, without reading all unit
    /// files anew.</summary>
    /// <param name="text">Lines of a unit file.</param>
    public void SetRights(string unit, string text) => Call("SetUnitProperties", "sba(sv)", UnitProperties.Body(unit, text));

    /// <summary>Has systemd read all unit files anew.</summary>
    public void Reload() => Call("Reload", "", new BusWriter());

    /// <summary>Returns when the job is queued.</summary>
    public void Stop(string name) => Call("StopUnit", "ss", new BusWriter().Text(name).Text("replace"));

    /// <summary>SIGKILL to every process of a unit.</summary>
    public void Kill(string name) => Call("KillUnit", "ssi", new BusWriter().Text(name).Text("all").Word(SigKill));

    /// <inheritdoc cref="Stop"/>
    public void Start(string name) => Call("StartUnit", "ss", new BusWriter().Text(name).Text("replace"));

    /// <summary>Of the connection: readable when systemd says something unasked.</summary>
    public int Handle => (int)_socket.Handle;

    /// <summary>What arrived already, without waiting. False where nothing did. Throws
    /// <see cref="IOException"/> where systemd ended the talk.</summary>
    public bool TryTake(Span<byte> room, out int count)
    {
        count = 0;
        try
        {
            if (!_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead)) { return false; }
            count = _socket.Receive(room);
            return count > 0 ? true : throw new IOException("systemd ended the talk");
        }
        catch (SocketException exception)
        {
            throw new IOException($"systemd does not answer: {exception.Message}", exception);
        }
    }

    /// <summary>A property of a unit, loaded for it where it is not yet: its value behind its type.</summary>
    /// <param name="kind">The interface, such as <c>Service</c>.</param>
    public BusReader Property(string unit, string kind, string name)
    {
        var target = new BusTarget(Manager.Destination, $"{Manager.Path}/unit/{Escaped(unit)}", "org.freedesktop.DBus.Properties");
        BusMessage answer = Call(target, "Get", "ss", new BusWriter().Text($"org.freedesktop.systemd1.{kind}").Text(name));
        return answer.Signature == "v" ? new BusReader(answer.Body) : throw new IOException($"systemd tells {name} as '{answer.Signature}'");
    }

    /// <summary>The name of a unit as part of a path: what is no letter or digit is an underscore and its
    /// number. Source: org.freedesktop.systemd1(5); sd_bus_path_encode(3): a digit at the beginning as
    /// well.</summary>
    private static string Escaped(string unit)
    {
        var path = new StringBuilder();
        foreach (byte letter in Encoding.UTF8.GetBytes(unit))
        {
            bool isPlain = char.IsAsciiLetter((char)letter) || (char.IsAsciiDigit((char)letter) && path.Length > 0);
            if (isPlain) { path.Append((char)letter); } else { path.Append(null, $"_{letter:x2}"); }
        }

        return path.ToString();
    }

    public void Dispose() => _socket.Dispose();

    private BusMessage Call(string member, string signature, BusWriter body) => Call(Manager, member, signature, body);

    private BusMessage Call(BusTarget target, string member, string signature, BusWriter body)
    {
        Send(BusMessage.Call(++_serial, target, member, signature, body.ToArray()));
        while (true)
        {
            BusMessage message = Receive();
            if (message.ReplyTo != _serial) { continue; }
            if (message.Kind == BusMessageKind.Return) { return message; }
            string words = message.Signature.StartsWith('s') ? new BusReader(message.Body).Text() : message.Member;
            throw new IOException($"systemd refuses {member}: {words}");
        }
    }

    // Who asks is told by the kernel: the name itself is left empty.
    private void Greet(string path)
    {
        try
        {
            _socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException exception)
        {
            throw new IOException($"systemd cannot be asked at {path}: {exception.Message}", exception);
        }

        Send(Encoding.ASCII.GetBytes("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n"));
        var said = new StringBuilder();
        var letter = new byte[1];
        while (!said.ToString().EndsWith("\r\n", StringComparison.Ordinal) || !LastLine(said).StartsWith("OK", StringComparison.Ordinal))
        {
            Fill(letter);
            said.Append((char)letter[0]);
            bool isRefused = said.Length > MaxGreeting || LastLine(said) is ['R', 'E', 'J', ..] or ['E', 'R', 'R', ..];
            if (isRefused) { throw new IOException($"systemd does not talk to this user at {path}"); }
        }

        if (path != Private) { Call(Bus, "Hello", "", new BusWriter()); }
    }

    private static string LastLine(StringBuilder said) => said.ToString().TrimEnd('\r', '\n').Split("\r\n")[^1];

    private BusMessage Receive()
    {
        var first = new byte[BusMessage.Fixed];
        Fill(first);
        var whole = new byte[BusMessage.LengthOf(first)];
        first.CopyTo(whole, 0);
        Fill(whole.AsSpan(BusMessage.Fixed));
        return BusMessage.Read(whole);
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty) { bytes = bytes[_socket.Send(bytes)..]; }
        }
        catch (SocketException exception)
        {
            throw new IOException($"systemd cannot be asked: {exception.Message}", exception);
        }
    }

    private void Fill(Span<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                int count = _socket.Receive(bytes);
                bytes = count > 0 ? bytes[count..] : throw new IOException("systemd ended the talk");
            }
        }
        catch (SocketException exception)
        {
            throw new IOException($"systemd does not answer: {exception.Message}", exception);
        }
    }
}
