using System.CommandLine;
using Edge.Keys;
using Edge.Operator.Open;
using Edge.Platform.CommandLine;
using Edge.Sealing;

namespace Edge.Operator.Commands;

/// <summary><c>edge-operator open</c>: sealed records to NDJSON or CSV, offline.</summary>
internal static class OpenCommand
{
    public static Command Create()
    {
        Argument<string[]> files = new("file")
        {
            Description = "Files of sealed records (edge-collector export --format records)", Arity = ArgumentArity.OneOrMore,
        };
        Option<string> key = new("--key")
        {
            Description = "The recipient's secret key (NAME.recipient.key)",
            Required = true,
        };
        Option<string> device = new("--device")
        {
            Description = "The descriptor of the device that must have signed them",
            Required = true,
        };
        Option<string> format = new("--format")
        {
            Description = "ndjson or csv",
            DefaultValueFactory = _ => "ndjson",
        };
        format.AcceptOnlyFromAmong("ndjson", "csv");
        Option<string?> target = new("--out") { Description = "The file to write; standard output by default" };
        var command = new Command(
            "open", "Open sealed records offline: verify, decrypt, print one line a reading. Exit 1 if anything was refused or is missing.")
        {
            files, key, device, format, target,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(files)!, parsed.GetValue(key)!, parsed.GetValue(device)!, parsed.GetValue(format) == "csv", parsed.GetValue(target)));
        return command.WithExample(
            "edge-operator open weather.edge --key platform.recipient.key --device weir.device.json --format csv --out weather.csv");
    }

    private static int Run(string[] files, string keyPath, string devicePath, bool csv, string? target)
    {
        Result<RecipientSecretKey, string> key = DescriptorFiles.SecretKey(keyPath);
        if (!key.IsOk) { return CommandFrame.Refuse(key.Reason); }
        using RecipientSecretKey secret = key.Value;
        Result<DeviceDescriptor, string> device = DescriptorFiles.Device(devicePath);
        if (!device.IsOk) { return CommandFrame.Refuse(device.Reason); }
        int problems = 0;
        try
        {
            using System.IO.Stream output = target is null ? Console.OpenStandardOutput() : File.Create(target);
            using var rows = new RowWriter(output, csv);
            foreach (string file in files)
            {
                void Tell(string problem)
                {
                    problems++;
                    Console.Error.WriteLine($"{file}: {problem}");
                }

                using var opener = new OfflineOpener(device.Value, secret, rows, Tell);
                using FileStream input = File.OpenRead(file);
                foreach (Result<Upload, SealingRefusal> frame in RecordFile.Read(input))
                {
                    if (frame.IsOk) { opener.Take(frame.Value); }
                    else { Tell($"is damaged: {frame.Reason} ({(int)frame.Reason})"); }
                }

                opener.Finish();
                Console.Error.WriteLine($"{file}: {opener.Batches} batches opened");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse(exception.Message);
        }

        return problems == 0 ? CommandFrame.Done : CommandFrame.Refused;
    }
}
