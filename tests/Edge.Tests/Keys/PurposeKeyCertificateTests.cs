using Edge.Keys;
using Edge.Tests.Sealing;

namespace Edge.Tests.Keys;

public sealed class PurposeKeyCertificateTests : IDisposable
{
    private readonly TestIdentity _identity = new();

    public void Dispose() => _identity.Dispose();

    [Fact]
    public void Verify_AfterTheWay_IsTheDevicesKey()
    {
        using var signer = SigningIdentity.Create(_identity, KeyPurpose.Batches, new BootId(Guid.NewGuid()));
        PurposeKeyCertificate sent = signer.Certificate.Value;
        PurposeKeyCertificate read = PurposeKeyCertificate.Read(sent.Bytes).Value;
        Assert.True(read.Verify(DeviceDescriptor.Of(_identity)).IsOk);
        Assert.Equal((sent.Purpose, sent.Device, sent.Boot, sent.Id), (read.Purpose, read.Device, read.Boot, read.Id));
    }

    [Fact]
    public void Verify_AfterAnyByteWasAltered_IsRefused()
    {
        using var signer = SigningIdentity.Create(_identity, KeyPurpose.Batches, new BootId(Guid.NewGuid()));
        byte[] bytes = signer.Certificate.Value.Bytes.ToArray();
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x01;
            Result<PurposeKeyCertificate, KeyRefusal> read = PurposeKeyCertificate.Read(bytes);
            Assert.False(read.IsOk && read.Value.Verify(DeviceDescriptor.Of(_identity)).IsOk, $"byte {i} could be altered");
            bytes[i] ^= 0x01;
        }
    }

    [Fact]
    public void Verify_AgainstAnotherDevice_IsRefused()
    {
        using var other = new TestIdentity();
        using var signer = SigningIdentity.Create(_identity, KeyPurpose.Batches, new BootId(Guid.NewGuid()));
        Assert.Equal(KeyRefusal.WrongDevice, signer.Certificate.Value.Verify(DeviceDescriptor.Of(other)).Reason);
    }

    [Fact]
    public void TwoStarts_HaveDifferentKeys()
    {
        var boot = new BootId(Guid.NewGuid());
        using var one = SigningIdentity.Create(_identity, KeyPurpose.Batches, boot);
        using var two = SigningIdentity.Create(_identity, KeyPurpose.Batches, boot);
        Assert.NotEqual(one.Certificate.Value.Id, two.Certificate.Value.Id);
    }

    [Fact]
    public void Descriptor_WhoseIdIsNotTheKeysHash_IsRefused()
    {
        using var other = new TestIdentity();
        string forged = (DeviceDescriptor.Of(_identity) with { IdentityKey = other.SubjectPublicKeyInfo }).ToJson();
        Assert.Equal(KeyRefusal.IdentityMismatch, DeviceDescriptor.Read(System.Text.Encoding.UTF8.GetBytes(forged)).Reason);
        string genuine = DeviceDescriptor.Of(_identity).ToJson();
        Assert.Equal(DeviceId.Of(_identity.SubjectPublicKeyInfo.Span), DeviceDescriptor.Read(System.Text.Encoding.UTF8.GetBytes(genuine)).Value.Device);
    }
}
