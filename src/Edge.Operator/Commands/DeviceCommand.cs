using System.CommandLine;
using System.Text.Json.Nodes;
using Edge.Keys;
using Edge.Platform.CommandLine;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator device show</c>: whose descriptor a file is.</summary>
internal static class DeviceCommand
{
    public static Command Create()
    {
        Argument<string> file = new("file") { Description = "A device descriptor (edge keys show --json)" };
        Option<bool> json = PublishingOptions.Json();
        var show = new Command("show", "Show which device a descriptor enrols; refused when id and key do not belong together.") { file, json };
        show.SetAction(parsed => Show(parsed.GetValue(file)!, parsed.GetValue(json)));
        return new Command("device", "Look at devices.") { show.WithExample("edge-operator device show weir.device.json") };
    }

    private static int Show(string file, bool json)
    {
        Result<DeviceDescriptor, string> device = DescriptorFiles.Device(file);
        if (!device.IsOk) { return CommandFrame.Refuse(device.Reason); }
        Console.WriteLine(json
            ? new JsonObject { ["device"] = device.Value.Device.ToString(), ["key"] = "ECDSA P-256" }.ToJsonString()
            : $"device {device.Value.Device}, ECDSA P-256");
        return CommandFrame.Done;
    }
}
