using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Edge.Access;
using Edge.Audit;
using Edge.Device.Rules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Edge.Device.Control;

/// <summary>Answers the local commands over a Unix socket; the gateway listens nowhere else.</summary>
/// <remarks>Several connections at a time, few of one user, each with a time limit: a peer that says nothing
/// keeps nobody else
/// away. One is answered after the other.</remarks>
public sealed class ControlServer(
    string path, uint ownUserId, Func<StatusReport> status, Action stop, IAuditTrail trail, TimeProvider time,
    ILogger<ControlServer> logger, RuleDesk? rules = null, ModeDesk? modes = null)
    : BackgroundService
{
    private static readonly TimeSpan PatienceWithPeer = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);
    private const int Backlog = 128;
    private const UnixFileMode SocketMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly ControlPlaces _places = new();
    private readonly Lock _answering = new();

    /// <summary>Who is at the other end; the kernel tells.</summary>
    internal Func<Socket, ControlPeer> PeerOf { get; init; } = PeerCredentials.Of;

    /// <summary>Brings the audit log up to date and signs its head.</summary>
    public Action SignLog { get; init; } = () => { };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var served = new List<Task>();
        try
        {
            using Socket listener = await OpenAsync(stoppingToken);
            Log.ControlListening(logger, path);
            while (true)
            {
                Socket peer = await listener.AcceptAsync(stoppingToken);
                // What nobody foresaw in one of them ends the loop, as anywhere.
                foreach (Task ended in served.Where(task => task.IsCompleted)) { await ended; }
                served.RemoveAll(task => task.IsCompleted);
                served.Add(ServeAsync(peer, stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            File.Delete(path);
            await EndAsync(served, stoppingToken);
        }
    }

    private static async Task EndAsync(List<Task> served, CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(served);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Who was not answered yet is not answered any more.
        }
    }

    /// <summary>Sensors and rules do not wait for a socket: one that cannot be made is tried again.</summary>
    private async Task<Socket> OpenAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                // A socket file outlives a killed process; nobody else may own this path, systemd starts one gateway. It has its name only
                // when it listens and has its mode: who finds it is not refused.
                string unnamed = path + ".new";
                File.Delete(unnamed);
                listener.Bind(new UnixDomainSocketEndPoint(unnamed));
                File.SetUnixFileMode(unnamed, SocketMode);
                listener.Listen(Backlog);
                File.Move(unnamed, path, overwrite: true);
                return listener;
            }
            catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
            {
                listener.Dispose();
                Log.ControlClosed(logger, path, exception.Message, RetryAfter.TotalSeconds);
            }

            await Task.Delay(RetryAfter, time, stoppingToken);
        }
    }

    private async Task ServeAsync(Socket peer, CancellationToken stoppingToken)
    {
        using Socket owned = peer;
        using var patience = new CancellationTokenSource(PatienceWithPeer, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, patience.Token);
        try
        {
            ControlPeer who = PeerOf(peer);
            bool isOther = ControlPolicy.RoleOf(who, ownUserId) == ControlRole.Anybody;
            if (!Enter(who.UserId, isOther))
            {
                await peer.SendAsync(TooMany(who.UserId), both.Token);
                return;
            }

            try
            {
                string line = await ReadLineAsync(peer, both.Token);
                await peer.SendAsync(AnswerInTurn(line, who), both.Token);
            }
            finally
            {
                Leave(who.UserId, isOther);
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException
            || (exception is OperationCanceledException && !stoppingToken.IsCancellationRequested))
        {
            Log.ControlPeerLost(logger, exception.Message);
        }
    }

    private static byte[] TooMany(uint user) =>
        Refusal($"User {user} has {ControlPlaces.MostPerUser} questions open, or too many others have; ask again in a moment.");

    private bool Enter(uint user, bool isOther)
    {
        lock (_answering) { return _places.Take(user, isOther); }
    }

    private void Leave(uint user, bool isOther)
    {
        lock (_answering) { _places.Leave(user, isOther); }
    }

    private byte[] AnswerInTurn(string line, ControlPeer who)
    {
        lock (_answering) { return Answer(line, who); }
    }

    private byte[] Answer(string line, ControlPeer who)
    {
        ControlRequest? request = Parse(line);
        if (request is null || ControlCommands.Find(request.Command) is not { } command)
        {
            return Refusal($"Unknown request; expected {{\"command\":\"status\"}}, or another of {ControlCommands.Names}.");
        }

        who = who.Saying(request.Login);
        if (!ControlPolicy.Allows(command, who, ownUserId))
        {
            Log.ControlRefused(logger, command, who.UserId, who.ProcessId);
            trail.Record(AuditEvent.RequestRefused, AuditActor.User(who.UserId), ControlCommands.NameOf(command));
            return Refusal($"User {who.UserId} may not {ControlCommands.NameOf(command)} this gateway.");
        }

        if (command is ControlCommand.Status or ControlCommand.Stop or ControlCommand.Incident) { return StatusAfter(command, who); }
        if (rules is null || modes is null) { return Refusal("This gateway has no rules."); }
        return command switch
        {
            ControlCommand.Explain => Answered(rules.Explain(request.Actuator, request.AtUnixMs), ControlJson.Default.ExplainReport),
            ControlCommand.OverrideList => Line(JsonSerializer.SerializeToUtf8Bytes(rules.List(), ControlJson.Default.OverridesReport)),
            ControlCommand.OverrideSet => Answered(
                rules.Set(who, request.Actuator, request.On, request.Why, request.ForMs), ControlJson.Default.OverridesReport),
            ControlCommand.ModeList => Line(JsonSerializer.SerializeToUtf8Bytes(modes.List(), ControlJson.Default.ModesReport)),
            ControlCommand.ModeSet => Answered(
                modes.Set(who, request.Mode, request.Value, request.ForMs), ControlJson.Default.ModesReport),
            _ => Answered(rules.Clear(who, request.Actuator), ControlJson.Default.OverridesReport),
        };
    }

    private byte[] StatusAfter(ControlCommand command, ControlPeer who)
    {
        if (command == ControlCommand.Stop)
        {
            Log.ControlStop(logger, who.Asker, who.ProcessId);
            trail.Record(AuditEvent.RequestGranted, AuditActor.User(who.Asker),
                ControlCommands.NameOf(command));
            stop();
        }
        else if (command == ControlCommand.Incident)
        {
            trail.Record(AuditEvent.IncidentBundled, AuditActor.User(who.Asker), "bundle");
            SignLog();
        }

        return Line(JsonSerializer.SerializeToUtf8Bytes(status(), ControlJson.Default.StatusReport));
    }

    private static byte[] Answered<T>(Result<T, string> result, JsonTypeInfo<T> type)
        where T : notnull => result.IsOk
            ? Line(JsonSerializer.SerializeToUtf8Bytes(result.Value, type))
            : Refusal(result.Reason);

    private static byte[] Refusal(string words) =>
        Line(JsonSerializer.SerializeToUtf8Bytes(new ControlRefusal(words), ControlJson.Default.ControlRefusal));

    private static ControlRequest? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ControlJson.Default.ControlRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Line(byte[] json) => [.. json, (byte)'\n'];

    private static async Task<string> ReadLineAsync(Socket peer, CancellationToken cancellationToken)
    {
        var buffer = new byte[ControlPaths.MaxRequestBytes];
        int length = 0;
        while (length < buffer.Length)
        {
            int read = await peer.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            int end = buffer.AsSpan(length, read).IndexOf((byte)'\n');
            if (end >= 0) { return Encoding.UTF8.GetString(buffer, 0, length + end); }
            if (read == 0) { break; }
            length += read;
        }

        return "";
    }
}
