using System.Globalization;
using Edge.Tests.Device.Updates.Boot;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Updates.Images;
using Edge.Updates;
using Edge.Updates.Boot;
using Edge.Updates.Releases;
using Edge.Updates.Trust;

namespace Edge.Tests.Host.Updates;

/// <summary>Files in the place of partitions and of GRUB's blocks, and a folder in the place of the kernel's.</summary>
internal sealed class SystemMachine : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("edge-system-").FullName;

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    public string Partition(string slot) => Path.Combine(Folder, $"{slot}.img");

    public (string? Default, string? Trial) Block(string name)
    {
        GrubEnvironment block = GrubEnvironment.Read(File.ReadAllBytes(Path.Combine(Folder, name))).Value;
        return (block["edge_slot"], block["edge_try"]);
    }

    public void SetUp(UpdatedGateway gateway)
    {
        File.WriteAllBytes(Partition("a"), SystemReleases.Installed);
        File.WriteAllBytes(Partition("b"), new byte[SystemReleases.Installed.Length]);
        foreach (string block in (string[])["edge1.env", "edge2.env"])
        {
            File.WriteAllBytes(Path.Combine(Folder, block), GrubEnvironment.Empty.With("edge_slot", "a").With("edge_end", "1").Write());
        }
        foreach (string slot in (string[])["a", "b"])
        {
            Put($"sys/class/block/{slot}.img/dev", slot == "a" ? "8:1" : "8:2");
        }
        Put("proc/sys/kernel/panic", "10");
        File.WriteAllText(
            Path.Combine(gateway.Folders.Setup, "boot.json"),
            $$"""
            {"version":1,"loader":"grub","class":"{{SystemReleases.Class}}","selector":"{{Folder}}/edge1.env","second":"{{Folder}}/edge2.env",
             "system":{"a":"{{Partition("a")}}","b":"{{Partition("b")}}"} }
            """);
    }

    // The kernel of a slot, as /proc shows it.
    public void Boot(string slot)
    {
        Put("proc/cmdline", $"root={Partition(slot)} edge.slot={slot} panic=10");
        Put("proc/self/mountinfo", string.Create(CultureInfo.InvariantCulture, $"1 0 8:{(slot == "a" ? 1 : 2)} / / ro - ext4 /dev/root ro"));
        Put("proc/sys/kernel/random/boot_id", $"boot of {slot}");
    }

    private void Put(string file, string text)
    {
        string path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public static void Publish(UpdatedGateway gateway, string release, Func<ReleaseManifest, ReleaseManifest>? change = null)
    {
        TwoRepositories repositories = gateway.Repositories;
        FoundRelease found = SystemReleases.Found(release, change);
        string path = ReleaseManifest.PathOf(ReleaseManifest.Os, SystemReleases.Class, release);
        repositories.VendorTargets[path] = found.ManifestBytes;
        repositories.OperatorTargets[path] = found.ManifestBytes;
        repositories.OperatorTargets["rollout/os.json"] = new WantedRelease(ReleaseManifest.Os, release).Write();
        TestImage image = SystemReleases.ImageOf(release);
        repositories.Save("vendor", $"blobs/{ContentHash.Of(image.IndexBytes)}", image.IndexBytes);
        foreach ((string name, byte[] pack) in image.Packs) { repositories.Save("vendor", name, pack); }
        repositories.Publish();
    }
}
