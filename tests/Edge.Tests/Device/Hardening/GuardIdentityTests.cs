using System.Diagnostics;
using Edge.Device.Hardening;
using Edge.Keys;
using Edge.Platform.Files;
using Edge.Platform.Keys;

namespace Edge.Tests.Device.Hardening;

// Goal: whatever the gateway's user leaves in his folder, root neither waits for it, nor follows it, nor
// makes or gives away
// anything there.
public sealed class GuardIdentityTests : IDisposable
{
    private static readonly BootId Boot = new(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"));

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-identity-").FullName;

    private string KeyFile => Path.Combine(_folder, "identity.key");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Opens_AKeyThatIsThere()
    {
        using FileIdentityKey key = FileIdentityKey.OpenOrCreate(KeyFile).Value;
        using SigningIdentity signer = GuardIdentity.Open(_folder, Boot).Value;
        Assert.Equal(DeviceId.Of(key.SubjectPublicKeyInfo.Span), signer.Certificate.Value.Device);
    }

    [Fact]
    public void Makes_None()
    {
        Assert.False(GuardIdentity.Open(_folder, Boot).IsOk);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("link")]
    [InlineData("empty")]
    [InlineData("long")]
    [InlineData("open")]
    [InlineData("folder")]
    public void Refuses_WhatIsNoKey_AndLeavesItAsItIs(string what)
    {
        string other = Path.Combine(_folder, "other");
        using (FileIdentityKey.OpenOrCreate(other).Value)
        {
            Leave(what, other);
        }

        Result<SigningIdentity, string> opened = GuardIdentity.Open(_folder, Boot);
        Assert.False(opened.IsOk);
        Assert.Contains(KeyFile, opened.Reason, StringComparison.Ordinal);
        Assert.Equal(FileOwner.Of(_folder), FileOwner.Of(other));
    }

    [Fact]
    public void Refuses_AKeyOfAnotherUserThanTheFolders()
    {
        using (FileIdentityKey.OpenOrCreate(KeyFile).Value)
        {
            if (!Environment.IsPrivilegedProcess)
            {
                // Nobody but root can give a file away; the folder's user is refused nothing.
                Assert.True(GuardIdentity.Open(_folder, Boot).IsOk);
                return;
            }
        }

        using (FileStream file = File.OpenRead(KeyFile)) { new FileOwner(12345, 12345).Give(file.SafeFileHandle); }
        Assert.Contains("belongs to user 12345", GuardIdentity.Open(_folder, Boot).Reason, StringComparison.Ordinal);
    }

    private void Leave(string what, string other)
    {
        switch (what)
        {
            case "pipe":
                using (Process made = Process.Start("mkfifo", ["--mode=600", KeyFile])) { made.WaitForExit(); }
                break;
            case "link":
                File.CreateSymbolicLink(KeyFile, other);
                break;
            case "folder":
                Directory.CreateDirectory(KeyFile);
                break;
            case "open":
                File.Copy(other, KeyFile);
                File.SetUnixFileMode(KeyFile, DurableFile.WorldReadable);
                break;
            default:
                File.WriteAllBytes(KeyFile, new byte[what == "long" ? 5_000 : 0]);
                File.SetUnixFileMode(KeyFile, DurableFile.OwnerOnly);
                break;
        }
    }
}
