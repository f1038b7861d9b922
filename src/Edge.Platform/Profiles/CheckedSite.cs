using System.Collections.Immutable;
using Edge.Keys;
using Edge.Platform.Keys;
using Edge.Profiles;
using Edge.Rules;
using Edge.Rules.Checks;

namespace Edge.Platform.Profiles;

/// <summary>A site file with everything that was found in it and its board and its rules.</summary>
public sealed record CheckedSite(Site? Site, RuleBook? Rules, ImmutableArray<SiteError> Errors)
{
    /// <summary>True when a gateway can run it.</summary>
    public bool IsGood => Site is not null && Rules is not null && Errors.IsEmpty;

    /// <param name="path">Of the site file.</param>
    /// <param name="boards">The folder of board profiles; null: the usual ones.</param>
    public static CheckedSite Read(string path, string? boards)
    {
        SiteReading reading = SiteFiles.Read(path, boards is null ? SiteFiles.UsualBoardFolders(path) : [boards]);
        if (reading.Site is null) { return new CheckedSite(null, null, reading.Errors); }
        (RuleBook? rules, ImmutableArray<SiteError> more) = RuleBook.Compile(reading.Site, path);
        ImmutableArray<SiteError> together = rules is null ? [] : RuleChecks.Find(rules, path);
        return new CheckedSite(reading.Site, rules, [.. SiteErrors.InOrder(reading.Errors.Concat(more).Concat(together))]);
    }

    /// <summary>The same with the trust documents that the site names: the collector's, the
    /// recipients'.</summary>
    /// <param name="path">Of the site file, for the places of mistakes.</param>
    /// <param name="trust">The folder of the documents.</param>
    public CheckedSite With(string path, TrustFolder trust)
    {
        if (Site is null) { return this; }
        var errors = new List<SiteError>(Errors);
        if (Site.Uplink is { } uplink && trust.Collector(uplink.Collector) is { IsOk: false } noCollector)
        {
            errors.Add(Missing(path, uplink.At, uplink.Collector, noCollector.Reason));
        }
        foreach (RecipientDeclaration recipient in Site.Recipients)
        {
            Result<RecipientKey, string> key = trust.Recipient(recipient);
            if (!key.IsOk) { errors.Add(Missing(path, recipient.At, recipient.Name, key.Reason)); }
        }
        return this with { Errors = [.. SiteErrors.InOrder(errors)] };
    }

    private static SiteError Missing(string path, SourcePosition at, string name, string reason) =>
        new(path, at, name, $"trust document: {reason.TrimEnd('.').ReplaceLineEndings(" ")}", "the document of that name in the trust folder");
}
