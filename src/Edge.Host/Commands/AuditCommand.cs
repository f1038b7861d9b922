using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Edge.Audit;
using Edge.Keys;
using Edge.Platform.Audit;
using Edge.Platform.CommandLine;
using Edge.Platform.Keys;

namespace Edge.Host.Commands;

/// <summary><c>edge audit</c>: reads the log of what happened, checks it, and makes proofs. Needs no
/// running gateway; all but the device's own key file also works on another machine.</summary>
internal static class AuditCommand
{
    private const int MaxDescriptorBytes = 16_384;

    public static Command Create() => new("audit", "The log of what happened on this gateway, and whether it is genuine.")
    {
        CreateReport(),
        CreateVerify(),
        CreateProve(),
    };

    private static Command CreateReport()
    {
        (Option<string> state, Option<string?> log, Option<string?> device) = (SiteOptions.State(), LogOption(), DeviceOption());
        Option<long> from = new("--from") { Description = "The first entry to print" };
        Option<bool> json = ControlOptions.Json();
        var command = new Command("report", "Print the entries, one a line, and what the check of the log came to.") { state, log, device, from, json };
        command.SetAction(parsed => Report(
            Place(parsed.GetValue(state)!, parsed.GetValue(log)), KeyOf(parsed.GetValue(state)!, parsed.GetValue(device)),
            parsed.GetValue(from), parsed.GetValue(json)));
        return command.WithExample("edge audit report --from 1200");
    }

    private static Command CreateVerify()
    {
        (Option<string> state, Option<string?> log, Option<string?> device) = (SiteOptions.State(), LogOption(), DeviceOption());
        Option<string[]> witnesses = new("--witness")
        {
            Description = "A file of heads that a receiver holds (edge-collector witnesses); may be given more than once",
            AllowMultipleArgumentsPerToken = false,
        };
        Option<string?> proof = new("--proof") { Description = "Check this proof instead of a log" };
        Option<string?> bundle = new("--bundle") { Description = "Check the slice of the log in this incident bundle instead" };
        Option<bool> json = ControlOptions.Json();
        var command = new Command("verify", "Check a log, or a proof, from its bytes alone. Exit 1: not genuine.")
        {
            state, log, device, witnesses, proof, bundle, json,
        };
        command.SetAction(parsed => parsed.GetValue(proof) is { } file
            ? VerifyProof(file, KeyOf(parsed.GetValue(state)!, parsed.GetValue(device)))
            : Verify(
                Place(parsed.GetValue(state)!, parsed.GetValue(log)), parsed.GetValue(bundle), KeyOf(parsed.GetValue(state)!, parsed.GetValue(device)),
                parsed.GetValue(witnesses) ?? [], parsed.GetValue(json)));
        return command.WithExample("edge audit verify --log ./audit --device weir.device.json --witness weir.witness");
    }

    private static Command CreateProve()
    {
        (Option<string> state, Option<string?> log) = (SiteOptions.State(), LogOption());
        Option<long?> entry = new("--entry") { Description = "Prove that this entry is in the log" };
        Option<long?> beginning = new("--beginning") { Description = "Prove that the log begins with its first so many entries" };
        Option<string> target = new("--out") { Description = "The file to write", Required = true };
        var command = new Command("prove", "Write a proof that anybody can check who has the device's descriptor.")
        {
            state, log, entry, beginning, target,
        };
        command.SetAction(parsed => Prove(
            Place(parsed.GetValue(state)!, parsed.GetValue(log)), parsed.GetValue(entry), parsed.GetValue(beginning), parsed.GetValue(target)!));
        return command.WithExample("edge audit prove --entry 1234 --out entry-1234.json");
    }

    private static Option<string?> LogOption() => new("--log")
    {
        Description = "The folder of the log, or one file of it; by default audit in the state folder",
    };

    private static Option<string?> DeviceOption() => new("--device")
    {
        Description = "The device's descriptor (edge keys show --json); by default the identity in the state folder",
    };

    private static string Place(string state, string? log) => log ?? Path.Combine(state, "audit");

    private static Result<DeviceDescriptor, string> KeyOf(string state, string? descriptor)
    {
        if (descriptor is null)
        {
            Result<FileIdentityKey, string> identity = FileIdentityKey.Open(Path.Combine(state, "identity.key"));
            if (!identity.IsOk) { return $"{identity.Reason} On another machine give --device."; }
            using FileIdentityKey key = identity.Value;
            return DeviceDescriptor.Of(key);
        }

        try
        {
            if (new FileInfo(descriptor).Length > MaxDescriptorBytes)
            {
                return $"{descriptor} is no device descriptor: it is too long.";
            }
            var read = DeviceDescriptor.Read(File.ReadAllBytes(descriptor));
            return read.IsOk ? read.Value : $"{descriptor} is no device descriptor ({PlainWords.Of($"{read.Reason}")}); edge keys show --json writes one.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{descriptor}: {exception.Message}";
        }
    }

    private static int Report(string log, Result<DeviceDescriptor, string> device, long from, bool json)
    {
        if (!device.IsOk) { return CommandFrame.Refuse(device.Reason); }
        Action<AuditEntry> print = json ? PrintJson : Print;
        Result<AuditVerdict, string> verdict = AuditReader.Verify(
            log, device.Value, [], entry => { if (entry.Index >= from) { print(entry); } });
        if (!verdict.IsOk) { return CommandFrame.Refuse(verdict.Reason); }
        Console.Error.WriteLine(Words(verdict.Value));
        return verdict.Value.IsGenuine ? CommandFrame.Done : CommandFrame.Refused;
    }

    private static int Verify(string log, string? bundle, Result<DeviceDescriptor, string> device, string[] witnessFiles, bool json)
    {
        if (!device.IsOk) { return CommandFrame.Refuse(device.Reason); }
        var witnesses = new List<AuditWitness>();
        foreach (string file in witnessFiles)
        {
            Result<IReadOnlyList<AuditWitness>, string> read = WitnessFile.Read(file, device.Value.Device);
            if (!read.IsOk) { return CommandFrame.Refuse(read.Reason); }
            witnesses.AddRange(read.Value);
        }

        Result<AuditVerdict, string> verdict = bundle is null
            ? AuditReader.Verify(log, device.Value, witnesses)
            : BundleVerification.Verify(bundle, device.Value, witnesses);
        if (!verdict.IsOk) { return CommandFrame.Refuse(verdict.Reason); }
        if (json) { PrintJson(verdict.Value); } else { Console.WriteLine(Words(verdict.Value)); }
        return verdict.Value.IsGenuine ? CommandFrame.Done : CommandFrame.Refused;
    }

    private static int VerifyProof(string file, Result<DeviceDescriptor, string> device)
    {
        if (!device.IsOk) { return CommandFrame.Refuse(device.Reason); }
        try
        {
            if (new FileInfo(file).Length > AuditProof.MaxFileBytes || AuditProof.Read(File.ReadAllBytes(file)) is not { } proof)
            {
                return CommandFrame.Refuse($"{file} is no proof; edge audit prove writes one.");
            }

            AuditProofVerdict verdict = proof.Check(device.Value);
            if (!verdict.IsProved) { return CommandFrame.Refuse($"Nothing is proved: {verdict.Words}."); }
            Console.WriteLine($"Proved: {verdict.Words}.");
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"{file}: {exception.Message}");
        }
    }

    private static int Prove(string log, long? entry, long? beginning, string target)
    {
        if (entry is null == beginning is null)
        {
            Console.Error.WriteLine("Give --entry N or --beginning N, one of them.");
            return CommandFrame.WrongUsage;
        }

        Result<AuditProof, string> proof = entry is { } index ? AuditProofs.OfEntry(log, index) : AuditProofs.OfBeginning(log, beginning!.Value);
        if (!proof.IsOk) { return CommandFrame.Refuse(proof.Reason); }
        try
        {
            File.WriteAllBytes(target, proof.Value.Write());
            return CommandFrame.Done;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CommandFrame.Refuse($"{target}: {exception.Message}");
        }
    }

    private static void Print(AuditEntry entry)
    {
        string date = DateTimeOffset.FromUnixTimeMilliseconds(entry.Time.UnixMilliseconds)
            .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        string clock = entry.Time.Quality == Sensing.TimeQuality.Synchronised ? " " : "?";
        string subject = entry.Subject.Length > 0 ? $" {entry.Subject}" : "";
        string detail = entry.Detail.Length > 0 ? $": {entry.Detail}" : "";
        string what = Printable.Of($"{PlainWords.Of($"{entry.Event}")}{subject} by {entry.Actor}{detail}");
        Console.WriteLine($"{entry.Index,7} {date}{clock} {Severity(entry),-7} {what}");
    }

    private static string Severity(AuditEntry entry) =>
        AuditCatalogue.Find(entry.Event) is { } known ? PlainWords.Of($"{known.Severity}") : "unknown";

    private static void PrintJson(AuditEntry entry) => WriteJson(json =>
    {
        json.WriteNumber("index", entry.Index);
        json.WriteString("boot", $"{entry.Boot}");
        json.WriteNumber("monotonicMs", entry.Time.MonotonicMilliseconds);
        json.WriteNumber("unixMs", entry.Time.UnixMilliseconds);
        json.WriteString("clock", PlainWords.Of($"{entry.Time.Quality}"));
        json.WriteNumber("number", (int)entry.Event);
        json.WriteString("event", PlainWords.Of($"{entry.Event}"));
        json.WriteString("severity", Severity(entry));
        json.WriteString("actor", $"{entry.Actor}");
        json.WriteString("subject", entry.Subject);
        json.WriteString("detail", entry.Detail);
    });

    private static void PrintJson(AuditVerdict verdict) => WriteJson(json =>
    {
        json.WriteBoolean("genuine", verdict.IsGenuine);
        json.WriteString("device", $"{verdict.Device}");
        json.WriteNumber("first", verdict.First);
        json.WriteNumber("size", verdict.Size);
        json.WriteString("root", $"{verdict.Root}");
        json.WriteNumber("signed", verdict.SignedSize);
        json.WriteNumber("witnessed", verdict.Witnessed);
        json.WriteNumber("older", verdict.Older);
        json.WriteNumber("tornBytes", verdict.TornBytes);
        json.WriteStartArray("findings");
        foreach (AuditFinding finding in verdict.Findings)
        {
            json.WriteStartObject();
            json.WriteNumber("number", (int)finding.Refusal);
            json.WriteString("refusal", PlainWords.Of($"{finding.Refusal}"));
            json.WriteNumber("at", finding.At);
            json.WriteString("detail", finding.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static void WriteJson(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        Console.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static string Words(AuditVerdict verdict)
    {
        string range = verdict.First == 0 ? $"{verdict.Size} entries" : $"entries {verdict.First} to {verdict.Size - 1} of {verdict.Size}";
        string torn = verdict.TornBytes > 0 ? $"; {verdict.TornBytes} bytes of an unfinished write at the end" : "";
        string seen = verdict.Witnessed > 0 ? $", {verdict.Witnessed} heads of others found" : "";
        string older = verdict.Older > 0 ? $", {verdict.Older} that may be older than its first entry and cannot be checked here" : "";
        string facts = $"{range}, {verdict.SignedSize} under a signed head{seen}{older}{torn}";
        return verdict.IsGenuine
            ? $"genuine: {facts}"
            : $"NOT GENUINE: {facts}\n" + string.Join('\n', verdict.Findings.Select(finding =>
                $"  {(int)finding.Refusal} {PlainWords.Of($"{finding.Refusal}")}{(finding.At >= 0 ? $" at byte {finding.At}" : "")}: {finding.Detail}"));
    }
}
