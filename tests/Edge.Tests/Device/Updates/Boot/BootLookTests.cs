using Edge.Device.Updates.Boot;
using Edge.Updates.Boot;
using Edge.Updates.Slots;

namespace Edge.Tests.Device.Updates.Boot;

/// <summary>Which slot was started, as a kernel shows it: folders in the place of proc and sys.</summary>
public sealed class BootLookTests : IDisposable
{
    private readonly string _machine = Directory.CreateTempSubdirectory("edge-look-").FullName;

    public BootLookTests()
    {
        Put("sys/class/block/vda2/dev", "254:2\n");
        Put("sys/class/block/vda3/dev", "254:3\n");
        Put("sys/class/block/dm-0/dev", "253:0\n");
        Put("dev/vda3", "");
        Directory.CreateDirectory(Path.Combine(_machine, "dev/disk/by-partuuid"));
        File.CreateSymbolicLink(Path.Combine(_machine, "dev/disk/by-partuuid/5"), "../../vda3");
    }

    public void Dispose() => Directory.Delete(_machine, recursive: true);

    [Fact]
    public void Sees_ThePartitionThatIsMounted()
    {
        Boot("254:3", "root=/dev/vda3 edge.slot=b");
        Assert.Equal(SlotName.B, Look().Agreed().Value);
    }

    [Theory]
    [InlineData("root=/dev/dm-0 dm-mod.create=\"root,,,ro,0 131072 verity 1 /dev/vda3 /dev/vda3 4096 4096 16384 16384 sha256 ab cd\" edge.slot=b")]
    [InlineData("root=/dev/dm-0 dm-mod.create=\"root,,,ro,0 131072 verity 1 PARTUUID=5 PARTUUID=5 4096 4096 16384 16384 sha256 ab cd\" edge.slot=b")]
    [InlineData("root=/dev/mapper/root roothash=ab systemd.verity_root_data=/dev/vda3 systemd.verity_root_hash=/dev/vda3 edge.slot=b")]
    public void Sees_ThePartitionBelowDmVerity(string commandLine)
    {
        Put("sys/dev/block/253:0/slaves/vda3/dev", "254:3\n");
        Boot("253:0", commandLine);
        Assert.Equal(SlotName.B, Look().Agreed().Value);
    }

    [Fact]
    public void Sees_ThePartitionBelowTwoLayers_ButNotAnEndlessChain()
    {
        Put("sys/class/block/dm-1/dev", "253:1\n");
        Put("sys/dev/block/253:0/slaves/dm-1/dev", "");
        Put("sys/dev/block/253:1/slaves/vda2/dev", "");
        Put("sys/dev/block/253:1/slaves/dm-0/dev", "");
        Boot("253:0", "root=/dev/vda2 edge.slot=a");
        Assert.Equal(SlotName.A, Look().Agreed().Value);
    }

    // A hash tree on the other slot's partition: nobody knows which one is the system.
    [Fact]
    public void Says_NothingWhereBothAreMeant()
    {
        Put("sys/dev/block/253:0/slaves/vda2/dev", "");
        Put("sys/dev/block/253:0/slaves/vda3/dev", "");
        Boot("253:0", "root=/dev/mapper/root systemd.verity_root_data=/dev/vda3 edge.slot=b");
        Assert.Equal(new BootEvidence(null, SlotName.B, SlotName.B), Look());
        Boot("253:0", "root=/dev/dm-0 dm-mod.create=\"root,,,ro,0 8 verity 1 /dev/vda3 /dev/vda2 4096\" edge.slot=b");
        Assert.Equal(new BootEvidence(null, SlotName.B, null), Look());
    }

    // Swapped, an image of boot files would go onto the partition that the slot that runs is started from.
    [Theory]
    [InlineData("/dev/vda4", "/dev/vda5", true)]
    [InlineData("/dev/vda5", "/dev/vda4", false)]
    [InlineData("/dev/mapper/a", "/dev/mapper/b", true)]
    public void Says_NothingWhereBootFilesAreNotOnTheirPartition(string a, string b, bool isKnown)
    {
        string setup = $$"""
            {"version":1,"loader":"tryboot","selector":"/dev/vda1","boot":{"a":4,"b":5},"bootFiles":{"a":"{{a}}","b":"{{b}}"},
             "system":{"a":"/dev/vda2","b":"/dev/vda3"} }
            """;
        Put("sys/class/block/vda4/partition", "4\n");
        Put("sys/class/block/vda5/partition", "5\n");
        Directory.CreateDirectory(Path.Combine(_machine, "proc/device-tree/chosen/bootloader"));
        File.WriteAllBytes(Path.Combine(_machine, "proc/device-tree/chosen/bootloader/partition"), [0, 0, 0, 5]);
        Boot("254:3", "root=/dev/vda3");
        var look = new BootLook(BootSetup.Read(System.Text.Encoding.UTF8.GetBytes(setup)).Value, _machine);
        Assert.Equal(isKnown ? SlotName.B : null, look.Evidence().Loader);
    }

    [Theory]
    [InlineData("")]
    [InlineData("dm-mod.create=")]
    [InlineData("dm-mod.create=\"")]
    [InlineData("dm-mod.create=\"root,,,ro,0 8 verity 1 /dev/vda3")]
    public void Takes_NoNameFromHalfALine(string commandLine) => Assert.Empty(KernelWords.RootNames(commandLine));

    // What the kernel obeys, not what a word beside it says.
    [Theory]
    [InlineData("root=/dev/vda3", null)]
    [InlineData("root=/dev/mapper/root roothash=AB", "ab")]
    [InlineData("dm-mod.create=\"root,,,ro,0 8 verity 1 /dev/vda3 /dev/vda3 4096 4096 1 1 sha256 ab -\"", "ab")]
    [InlineData("dm-mod.create=\"root,,,ro,0 8 verity 1 PARTUUID=5 PARTUUID=5 4096 4096 1 1 sha256 ab -\"", "ab")]
    [InlineData("roothash=ab dm-mod.create=\"root,,,ro,0 8 verity 1 /dev/vda3 /dev/vda3 4096 4096 1 1 sha256 ab -\"", "ab")]
    [InlineData("roothash=ab dm-mod.create=\"root,,,ro,0 8 verity 1 /dev/vda3 /dev/vda3 4096 4096 1 1 sha256 cd -\"", "cd and ab")]
    [InlineData("dm-mod.create=\"maps,,,ro,0 8 verity 1 /dev/vdb /dev/vdb 4096 4096 1 1 sha256 ef -;"
        + "root,,,ro,0 8 verity 1 /dev/vda2 /dev/vda2 4096 4096 1 1 sha256 ab -\"", "ab")]
    [InlineData("dm-mod.create=\"root,,,ro,0 8 linear /dev/vda3 0,8 8 verity 1 /dev/vda3 /dev/vda3 4096 4096 1 1 sha256 ab cd\"", "ab")]
    [InlineData("dm-mod.create=\"root,,,ro,0 8 verity 1 /dev/vda3 /dev/vda3 4096 4096 1 1 sha256\"", null)]
    [InlineData("dm-mod.create=\"root,,,ro,0 8 verity 1 /dev/vda3 /dev/vda3 4096 4096 1 1 sha256 ab", null)]
    public void Sees_TheRootHashThatTheKernelVerifiesWith(string commandLine, string? hash)
    {
        Boot("253:0", commandLine);
        Assert.Equal(hash, Machine().Verity());
    }

    private BootEvidence Look() => Machine().Evidence();

    private BootLook Machine()
    {
        const string Setup = """
            {"version":1,"loader":"grub","selector":"/boot/1","second":"/boot/2","system":{"a":"/dev/vda2","b":"/dev/vda3"} }
            """;
        return new BootLook(BootSetup.Read(System.Text.Encoding.UTF8.GetBytes(Setup)).Value, _machine);
    }

    private void Boot(string mounted, string commandLine)
    {
        Put("proc/self/mountinfo", $"1 0 {mounted} / / ro - ext4 /dev/root ro\n");
        Put("proc/cmdline", commandLine);
    }

    private void Put(string file, string text)
    {
        string path = Path.Combine(_machine, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
