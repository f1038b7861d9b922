using System.Text;
using System.Text.RegularExpressions;
using Edge.Keys;
using Edge.Operator.Publishing;
using Edge.Operator.Rollouts;
using Edge.Sealing;
using Edge.Tests.Platform.Updates;
using Edge.Tests.Updates.Tuf;

namespace Edge.Fuzz;

/// <summary>The decoders of what an operator's tools are given: documents and keys of other people, reports
/// and record files of devices.</summary>
internal static partial class OperatorTargets
{
    private const string Log = "/log.ndjson";

    public static IEnumerable<FuzzTarget> All()
    {
        TestRepository repository = Repository();
        byte[][] documents = [.. repository.Files.Values.Distinct()];
        byte[] record = Golden("record-file");
        yield return new FuzzTarget("operator-document", documents, Document);
        // Read once: each reading imports every key of a document, and that costs more than all else.
        MetadataDocument root = MetadataDocument.Read("root", repository.Files["1.root.json"], "x").Value;
        MetadataDocument targets = MetadataDocument.Read("targets", repository.Files["2.targets.json"], "x").Value;
        yield return new FuzzTarget("operator-founders", documents, bytes => Holders(root, targets, bytes));
        yield return new FuzzTarget("operator-key", [Key()], bytes => Plain(PublicKey.Read(bytes, "x") is { IsOk: false } refused ? refused.Reason : "ok"));
        yield return new FuzzTarget("operator-log", [PublishedLog()], bytes => CheckLog(repository, bytes));
        yield return new FuzzTarget("operator-reports", [Encoding.UTF8.GetBytes(Reports.Replace(",\n", ",", StringComparison.Ordinal))], FleetReport);
        yield return new FuzzTarget("record-file", [record], RecordFiles);
        yield return new FuzzTarget("record", [Golden("batch"), Golden("batch-brotli"), Golden("epoch"), Golden("tombstone")], Record);
        yield return new FuzzTarget("record-upload", [Golden("upload")], bytes => Name(Upload.Decode(bytes)));
        yield return new FuzzTarget("record-certificate", [Golden("certificate")], bytes => Name(PurposeKeyCertificate.Read(bytes)));
    }

    private const string Reports =
        """
        {"device":"00112233445566778899aabbccddeeff","kind":"update","content":{"component":"app","generation":7,"runs":"1"}}
        {"device":"00112233445566778899aabbccddeeff","kind":"update",
        "content":{"component":"app","generation":8,"undone":{"release":"2","detail":"why"}}}
        """;

    private static string Document(byte[] bytes)
    {
        foreach (string role in (string[])["root", "timestamp", "snapshot", "targets", "releases"])
        {
            var read = MetadataDocument.Read(role, bytes, "x");
            if (!read.IsOk) { continue; }
            MetadataDocument document = read.Value;
            _ = (document.Version, document.Expires, document.SignerIds.Count(), document.Next().ToBytes());
            return document.Announced("targets") is null && document.HashOf("a") is null ? role : $"{role} with more";
        }
        return "none";
    }

    private static string Holders(MetadataDocument root, MetadataDocument targets, byte[] bytes)
    {
        if (MetadataDocument.Read("root", bytes, "x") is { IsOk: true } other) { root = other.Value; }
        if (MetadataDocument.Read("targets", bytes, "x") is { IsOk: true } changed)
        {
            targets = changed.Value;
        }
        var founders = Founders.Read(root, targets);
        return founders.IsOk ? "ok" : Plain(founders.Reason);
    }

    private static string CheckLog(TestRepository repository, byte[] bytes)
    {
        var disk = new MemoryDisk();
        using (Edge.Platform.Updates.IUpdateFile file = disk.Create(Log, UnixFileMode.UserRead))
        {
            file.Write(bytes);
        }
        byte[] snapshot = repository.Files["2.snapshot.json"];
        MetadataDocument document = MetadataDocument.Read("snapshot", snapshot, "x").Value;
        document.Body[LogHead.Field] = LogHead.Beginning.ToJson();
        return Plain(new PublicationLog(disk, Log).Check("2.snapshot.json", document, snapshot) ?? "ok");
    }

    private static string FleetReport(byte[] bytes)
    {
        var read = FleetReports.Read(Encoding.UTF8.GetString(bytes).Split('\n'), "x", "app");
        return read.TryGet(out IReadOnlyDictionary<DeviceId, LastReport>? devices, out string? reason)
            ? string.Join(' ', devices.Values.Select(last => $"{last.Generation % 4} {last.Runs is null} {last.Undone is null}"))
            : Plain(reason);
    }

    private static string RecordFiles(byte[] bytes)
    {
        var outcomes = new StringBuilder();
        foreach (var frame in RecordFile.Read(new MemoryStream(bytes)))
        {
            outcomes.Append(frame.IsOk ? "ok " : $"{frame.Reason} ");
            if (!frame.IsOk) { continue; }
            foreach (ReadOnlyMemory<byte> record in frame.Value.Records)
            {
                outcomes.Append(Record(record.ToArray()));
            }
        }
        return outcomes.ToString();
    }

    private static string Record(byte[] bytes)
    {
        var read = RecordCodec.Read(bytes);
        return read.IsOk ? $"{read.Value.Header.Kind}" : $"{read.Reason}";
    }

    private static string Name<T, TReason>(Result<T, TReason> result)
        where T : notnull
        where TReason : notnull => result.IsOk ? "ok" : $"{result.Reason}";

    private static TestRepository Repository()
    {
        var repository = new TestRepository(TestKey.P256);
        repository.Delegate("targets", "releases", TestKey.P256(), "releases/*");
        repository.AddTarget("releases", "releases/a", [1]);
        repository.Publish("releases", "targets", "snapshot", "timestamp");
        return repository;
    }

    private static byte[] Key() => Encoding.UTF8.GetBytes(PersonKey.Create().Public.ToFile("anna"));

    private static byte[] PublishedLog()
    {
        var disk = new MemoryDisk();
        var log = new PublicationLog(disk, Log);
        for (int i = 0; i < 3; i++)
        {
            log.Append("release", TestRepository.Now, new Dictionary<string, byte[]> { ["2.snapshot.json"] = [1], [$"{i}.root.json"] = [2] });
        }
        using Stream stream = disk.OpenRead(Log)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static byte[] Golden(string name)
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string file = Path.Combine(folder, "tests", "Edge.Tests", "Golden", $"{name}.hex");
            if (File.Exists(file))
            {
                return Convert.FromHexString(string.Concat(File.ReadAllText(file).Where(char.IsAsciiHexDigit)));
            }
        }
        throw new InvalidOperationException("The fuzzer runs from inside the repository.");
    }

    private static string Plain(string reason) => Varying().Replace(reason, "~");

    [GeneratedRegex(@"'[^']*'|\d+|[0-9a-f]{16,}|Key .* is of")]
    private static partial Regex Varying();
}
