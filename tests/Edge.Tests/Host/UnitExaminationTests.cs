using System.Diagnostics;
using Edge.Host.Doctor;

namespace Edge.Tests.Host;

/// <summary>A release does not change units; the doctor says where it was made with others.</summary>
public sealed class UnitExaminationTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edge-units-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Compares_TheUnitsOfTheReleaseWithTheInstalledOnes()
    {
        string installed = Put("installed", ("edge.service", "[Unit]"), ("edge-slot.service", "[Unit]"), ("ssh.service", "of somebody else"));
        Assert.Equal(Health.Good, UnitExamination.Look(Slot(("edge.service", "[Unit]")), installed)!.Health);
        Finding finding = UnitExamination.Look(
            Slot(("edge.service", "[Unit]\n"), ("edge-slot.service", "[Unit]"), ("edge-new.service", "")), installed)!;
        Assert.Equal((Health.Doubtful, "edge-new.service, edge.service: other than the release was made with"), (finding.Health, finding.State));
        Assert.Contains("install the package", finding.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Compares_NothingWhereNoReleaseIsOrItHasNone()
    {
        Assert.Null(UnitExamination.Look(null, _root));
        Assert.Null(UnitExamination.Look(Put("empty"), _root));
    }

    // What packaging/slot lays out is what the package installs.
    [Fact]
    public void Finds_NothingInASlotOfTheSamePackage()
    {
        string published = Put("published", ("edge", "#!/bin/sh\n"), ("libsodium.so", ""));
        File.SetUnixFileMode(Path.Combine(published, "edge"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string slot = Path.Combine(_root, "slot");
        using Process process = Process.Start(Repository.PathOf("packaging", "slot"), [published, slot]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.True(File.Exists(Path.Combine(slot, "hardware-profiles", "virtual.yaml")));
        Assert.Equal(Health.Good, UnitExamination.Look(slot, Repository.PathOf("packaging", "systemd"))!.Health);
        string package = Repository.Read("packaging", "deb", "build");
        Assert.All(
            Directory.GetFiles(Path.Combine(slot, UnitExamination.Folder)),
            unit => Assert.Contains($"{Path.GetFileName(unit)}", package, StringComparison.Ordinal));
    }

    private string Slot(params (string Name, string Text)[] units)
    {
        string slot = Path.Combine(_root, Guid.NewGuid().ToString("N"));
        Put(Path.Combine(slot, UnitExamination.Folder), units);
        return slot;
    }

    private string Put(string folder, params (string Name, string Text)[] files)
    {
        string path = Directory.CreateDirectory(Path.Combine(_root, folder)).FullName;
        foreach ((string name, string text) in files) { File.WriteAllText(Path.Combine(path, name), text); }
        return path;
    }
}
