namespace Edge.Fuzz;

/// <summary>One decoder, and valid documents to begin with.</summary>
/// <param name="Run">Decodes and names the outcome; an exception is a finding. The same kind of outcome has the same name:
/// an input with a new one is worth to be changed further.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Corpus, Func<byte[], string> Run);

/// <summary>What a run of one target found.</summary>
/// <param name="Outcomes">How many kinds of outcome were seen.</param>
/// <param name="Finding">The input that made the decoder throw; null: none did.</param>
internal sealed record FuzzReport(long Executions, int Outcomes, byte[]? Finding, Exception? Exception);

/// <summary>Feeds a target with changed documents; the same seed does the same again.</summary>
internal static class Fuzzer
{
    private const int MaxCorpus = 4_096;
    private const int MaxChanges = 6;

    public static FuzzReport Run(FuzzTarget target, long count, int seed, Action<long>? progress = null)
    {
        var mutator = new Mutator(seed);
        List<byte[]> corpus = [.. target.Corpus];
        var outcomes = new HashSet<string>(StringComparer.Ordinal);
        for (long i = 0; i < count; i++)
        {
            byte[] input = i < target.Corpus.Count ? target.Corpus[(int)i] : mutator.Change(corpus, MaxChanges);
            if (TryRun(target, input, out string outcome) is Exception exception)
            {
                return new FuzzReport(i + 1, outcomes.Count, input, exception);
            }
            if (outcomes.Count < MaxCorpus && outcomes.Add(outcome) && i >= target.Corpus.Count) { corpus.Add(input); }
            if ((i & 0xFFFF) == 0) { progress?.Invoke(i); }
        }
        return new FuzzReport(count, outcomes.Count, null, null);
    }

    // Whatever escapes is a finding: here, and only here, everything is caught.
    private static Exception? TryRun(FuzzTarget target, byte[] input, out string outcome)
    {
        outcome = "";
        try
        {
            outcome = target.Run(input);
            return null;
        }
#pragma warning disable CA1031 // any exception of a decoder is what this program looks for
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }
}
