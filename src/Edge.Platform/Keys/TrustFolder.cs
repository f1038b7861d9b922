using System.Collections.Immutable;
using System.Security.Cryptography;
using Edge.Keys;
using Edge.Platform.Files;
using Edge.Profiles;

namespace Edge.Platform.Keys;

/// <summary>The public keys that an operator put on the gateway: collectors it delivers to, recipients it seals for.</summary>
/// <remarks>Files: <c>NAME.collector.json</c>, <c>NAME.recipient.json</c>; docs/formats/descriptors.md.</remarks>
public sealed class TrustFolder(string path)
{
    private const int MaxBytes = 16 * 1024;

    /// <summary>The collector of this name, or words that say what to do.</summary>
    public Result<CollectorDescriptor, string> Collector(string name)
    {
        string file = Path.Combine(path, $"{name}.collector.json");
        Result<byte[], string> bytes = Read(file, $"Copy the enrolment file of the collector there (edge-collector init writes it).");
        if (!bytes.IsOk) { return bytes.Reason; }
        return CollectorDescriptor.Read(bytes.Value).TryGet(out CollectorDescriptor collector, out KeyRefusal refusal)
            ? collector
            : $"{file} is no enrolment file of a collector: {refusal.Words()}.";
    }

    /// <summary>The keys of each stream's recipients, in the order of the site, or words for all that is missing.</summary>
    public Result<ImmutableArray<ImmutableArray<RecipientKey>>, string> RecipientsOf(Site site)
    {
        var keys = new Dictionary<string, RecipientKey>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (RecipientDeclaration recipient in site.Recipients)
        {
            Result<RecipientKey, string> key = Recipient(recipient);
            if (key.IsOk) { keys[recipient.Name] = key.Value; } else { problems.Add(key.Reason); }
        }

        return problems.Count > 0
            ? string.Join('\n', problems)
            : site.Streams.Select(stream => stream.Recipients.Select(name => keys[name]).ToImmutableArray()).ToImmutableArray();
    }

    /// <summary>The key of one recipient, or words that say what is wrong.</summary>
    public Result<RecipientKey, string> Recipient(RecipientDeclaration declared)
    {
        string file = Path.Combine(path, $"{declared.Name}.recipient.json");
        RecipientKey key;
        if (File.Exists(file))
        {
            Result<byte[], string> bytes = Read(file, "");
            if (!bytes.IsOk) { return bytes.Reason; }
            Result<RecipientDescriptor, KeyRefusal> read = RecipientDescriptor.Read(bytes.Value);
            if (!read.IsOk) { return $"{file} is no recipient's key: {read.Reason.Words()}."; }
            key = read.Value.Key;
        }
        else
        {
            Result<CollectorDescriptor, string> collector = Collector(declared.Name);
            if (!collector.IsOk) { return $"No key for recipient {declared.Name}: neither {file} nor a collector of that name. {collector.Reason}"; }
            key = collector.Value.RecipientKey;
        }

        string fingerprint = Convert.ToHexStringLower(SHA256.HashData(key.Bytes.Span));
        return declared.Fingerprint is { } wanted && !wanted.Equals(fingerprint, StringComparison.OrdinalIgnoreCase)
            ? $"The key of recipient {declared.Name} has the fingerprint {fingerprint}, the site file says {wanted}."
            : key;
    }

    private static Result<byte[], string> Read(string file, string advice)
    {
        try
        {
            return new FileInfo(file).Length <= MaxBytes ? File.ReadAllBytes(file) : $"{file} is larger than {MaxBytes} bytes.";
        }
        catch (Exception exception) when (!Path.Exists(file) && exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"{file} is missing. {advice}".TrimEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be read: {FileTrouble.Of(file, exception)}.";
        }
    }
}
