using System.Text;
using Edge.Updates.Tuf;

namespace Edge.Updates.Bell;

/// <summary>Where a bell hangs: a broker and a topic with the newest timestamp of one repository. Missing: none; the timer looks
/// all the same.</summary>
/// <param name="Repository">Its name in the map.</param>
/// <param name="IsEncrypted">TLS. What is rung is signed; TLS keeps the password, and who listens.</param>
/// <param name="User">Null: none.</param>
/// <param name="Pin">SHA-256 of the broker's SubjectPublicKeyInfo, instead of certificate authorities and dates; null: those.</param>
/// <param name="Spread">A gateway waits a random part of it before it fetches: not all of a town at once.</param>
/// <remarks>File: docs/formats/bell.md.</remarks>
public sealed record BellSetup(
    string Repository, string Host, int Port, bool IsEncrypted, string Topic, string? User, string? Password, ContentHash? Pin,
    TimeSpan Spread)
{
    public const int MaxBytes = 4_096;
    public const int MaxTopicBytes = 256;
    private const int MaxNameBytes = 128;
    private const int MaxAddressBytes = 512;
    private const int MaxSpreadSeconds = 86_400;
    private const int DefaultSpreadSeconds = 60;
    private const int PlainPort = 1_883;
    private const int EncryptedPort = 8_883;

    public static Result<BellSetup, UpdateReason> Read(ReadOnlySpan<byte> bytes) =>
        FieldReading.Document(bytes, MaxBytes, "bell", Read);

    private static BellSetup Read(TufFields fields)
    {
        fields.Only("version", "repository", "broker", "topic", "user", "password", "pin", "spreadSeconds");
        string text = fields.Text("broker", MaxAddressBytes);
        bool isAddress = Uri.TryCreate(text, UriKind.Absolute, out Uri? broker) && broker.Scheme is "mqtt" or "mqtts"
            && broker.Host.Length > 0 && broker.UserInfo.Length == 0 && broker.PathAndQuery is "" or "/" && broker.Fragment.Length == 0;
        if (!isAddress) { fields.Wrong("broker", "mqtts://HOST:PORT, or mqtt://, without a user or a path"); }
        bool isEncrypted = isAddress && broker!.Scheme == "mqtts";
        string topic = fields.Text("topic", MaxTopicBytes);
        if (!IsTopic(topic)) { fields.Wrong("topic", "a topic without + and #"); }
        return new BellSetup(
            fields.Name("repository", PathNames.MaxNameLength), isAddress ? broker!.IdnHost : "",
            isAddress && broker!.Port > 0 ? broker.Port : isEncrypted ? EncryptedPort : PlainPort, isEncrypted, topic,
            fields.Has("user") ? fields.Text("user", MaxNameBytes) : null,
            fields.Has("password") ? fields.Text("password", MaxNameBytes) : null,
            fields.Has("pin") ? fields.Hash("pin") : null,
            TimeSpan.FromSeconds(fields.Has("spreadSeconds") ? fields.Integer("spreadSeconds", 0, MaxSpreadSeconds) : DefaultSpreadSeconds));
    }

    private static bool IsTopic(string topic) => topic.Length > 0 && Encoding.UTF8.GetByteCount(topic) <= MaxTopicBytes
        && !topic.Any(c => c is '+' or '#' || char.IsControl(c));
}
