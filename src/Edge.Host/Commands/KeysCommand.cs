using System.CommandLine;
using Edge.Keys;
using Edge.Platform.CommandLine;
using Edge.Platform.Keys;

namespace Edge.Host.Commands;

/// <summary><c>edge keys show</c>: the public half of this device's identity, as a collector enrols it.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        Option<string> state = SiteOptions.State();
        Option<bool> json = ControlOptions.Json();
        var show = new Command("show", "Show the device id; with --json the file that a collector enrols. Makes the identity where there is none.")
        {
            state, json,
        };
        show.SetAction(parsed => Show(parsed.GetValue(state)!, parsed.GetValue(json)));
        return new Command("keys", "The keys of this gateway.") { show.WithExample("edge keys show --json > weir.device.json") };
    }

    private static int Show(string state, bool json)
    {
        Result<FileIdentityKey, string> identity = FileIdentityKey.OpenOrCreate(Path.Combine(state, "identity.key"));
        if (!identity.IsOk) { return CommandFrame.Refuse(identity.Reason); }
        using FileIdentityKey key = identity.Value;
        var device = DeviceDescriptor.Of(key);
        Console.WriteLine(json ? device.ToJson() : $"device {device.Device}");
        return CommandFrame.Done;
    }
}
