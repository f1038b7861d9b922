using System.Text;
using System.Text.Json.Nodes;
using Edge.Keys;
using Edge.Tests.Sealing;

namespace Edge.Tests.Keys;

public sealed class DescriptorsTests : IDisposable
{
    private readonly RecipientSecretKey _recipient = RecipientSecretKey.Create();
    private readonly CollectorDescriptor _collector;

    public DescriptorsTests() => _collector = new CollectorDescriptor(
        "platform", new Uri("https://127.0.0.1:8443"), new byte[32], new byte[32], _recipient.PublicKey);

    public void Dispose() => _recipient.Dispose();

    [Fact]
    public void Read_OfWhatWasWritten_GivesItBack()
    {
        CollectorDescriptor read = Collector(_ => { }).Value;
        Assert.Equal((_collector.Name, _collector.Url), (read.Name, read.Url));
        Assert.Equal(_recipient.PublicKey.Id, read.RecipientKey.Id);
        Assert.Equal("analysis", Recipient("analysis").Value.Name);
    }

    // The platform does not call this a wrong key but an unknown curve.
    [Fact]
    public void Read_OfADeviceKeyOnAnUnknownCurve_IsRefused()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        byte[] spki = key.ExportSubjectPublicKeyInfo();
        spki[spki.AsSpan().IndexOf((byte[])[0x3D, 0x03, 0x01, 0x07]) + 2] = 0x21;
        string file = new DeviceDescriptor(DeviceId.Of(spki), spki).ToJson();
        Assert.Equal(KeyRefusal.BadKey, DeviceDescriptor.Read(Encoding.UTF8.GetBytes(file)).Reason);
    }

    [Fact]
    public void Read_OfAName_KeepsItsLimit()
    {
        Assert.True(Recipient(new string('n', 64)).IsOk);
        Assert.Equal(KeyRefusal.Malformed, Recipient(new string('n', 65)).Reason);
        Assert.Equal(KeyRefusal.Malformed, Recipient("").Reason);
        Assert.Equal(KeyRefusal.Malformed, Collector(file => file["name"] = new string('n', 65)).Reason);
    }

    [Theory]
    [InlineData("version", "2", KeyRefusal.UnknownVersion)]
    [InlineData("url", "\"http://127.0.0.1:8443\"", KeyRefusal.BadKey)]
    [InlineData("tlsPin", "\"sha512/AAAA\"", KeyRefusal.BadKey)]
    [InlineData("receiptKey", "\"AAAA\"", KeyRefusal.BadKey)]
    [InlineData("recipientKey", "\"AAAA\"", KeyRefusal.BadKey)]
    [InlineData("receiptKey", "\"!!!!\"", KeyRefusal.Malformed)]
    [InlineData("receiptKey", "null", KeyRefusal.Malformed)]
    [InlineData("more", "1", KeyRefusal.Malformed)]
    public void Read_OfACollectorWithAWrongMember_IsRefused(string member, string value, KeyRefusal reason) =>
        Assert.Equal(reason, Collector(file => file[member] = JsonNode.Parse(value)).Reason);

    [Fact]
    public void Read_OfMoreThanAFileMayHave_IsRefused()
    {
        using var identity = new TestIdentity();
        string json = DeviceDescriptor.Of(identity).ToJson();
        byte[] longest = Encoding.UTF8.GetBytes(json.PadRight(16 * 1024));
        Assert.True(DeviceDescriptor.Read(longest).IsOk);
        Assert.Equal(KeyRefusal.Malformed, DeviceDescriptor.Read([.. longest, (byte)' ']).Reason);
    }

    private Result<RecipientDescriptor, KeyRefusal> Recipient(string name) =>
        RecipientDescriptor.Read(
            Encoding.UTF8.GetBytes(new RecipientDescriptor(name, _recipient.PublicKey).ToJson()));

    private Result<CollectorDescriptor, KeyRefusal> Collector(Action<JsonObject> change)
    {
        JsonObject file = JsonNode.Parse(_collector.ToJson())!.AsObject();
        change(file);
        return CollectorDescriptor.Read(Encoding.UTF8.GetBytes(file.ToJsonString()));
    }
}
