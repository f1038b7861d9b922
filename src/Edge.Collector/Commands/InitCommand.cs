using System.CommandLine;
using System.Text.RegularExpressions;
using Edge.Collector.Enrolment;
using Edge.Keys;
using Edge.Platform.CommandLine;

namespace Edge.Collector.Commands;

/// <summary><c>edge-collector init</c>: makes the keys and the public file that gateways trust.</summary>
internal static partial class InitCommand
{
    public static Command Create()
    {
        Option<string> data = CollectorOption.Data();
        Option<string> name = new("--name") { Description = "What site files call this collector", Required = true };
        Option<string> url = new("--url") { Description = "Where gateways reach it, https://...", Required = true };
        var command = new Command("init", "Make a collector's keys and its public enrolment file.") { data, name, url };
        command.SetAction(parsed => Run(parsed.GetValue(data)!, parsed.GetValue(name)!, parsed.GetValue(url)!));
        return command.WithExample("edge-collector init --data ./collector --name platform --url https://collector.example:8443");
    }

    private static int Run(string data, string name, string url)
    {
        if (!Name().IsMatch(name))
        {
            return CommandFrame.Refuse($"--name: '{name}' is no name; expected a-z, 0-9 and hyphens, at most 63, such as platform.");
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme != Uri.UriSchemeHttps)
        {
            return CommandFrame.Refuse($"--url: '{url}' is no https address; expected such as https://collector.example:8443.");
        }

        var folder = new CollectorFolder(data);
        try
        {
            Result<CollectorDescriptor, string> made = CollectorKeys.Create(folder, name, address);
            if (!made.IsOk) { return CommandFrame.Refuse(made.Reason); }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"The folder {folder.Path} cannot be written: {exception.Message}");
        }

        Console.WriteLine(folder.Enrolment(name));
        Console.Error.WriteLine($"Copy this file into the trust folder of each gateway; put each gateway's descriptor into {folder.Devices}.");
        return CommandFrame.Done;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex Name();
}
