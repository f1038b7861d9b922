using Edge.Platform.CommandLine;
using Edge.Updates;
using Edge.Updates.Releases;

namespace Edge.Host.Updates;

/// <summary>What came of several components, as one exit code: that nothing of one is wanted is no failure while there is something
/// to say about another.</summary>
internal sealed class ComponentLooks
{
    private UpdateReason? _nothing;
    private bool _isRefused;
    private bool _isSaid;

    public int Code => _isRefused ? CommandFrame.Refused
        : _isSaid || _nothing is null ? CommandFrame.Done
        : CommandFrame.Refuse(UpdateWords.Of(_nothing));

    /// <summary>Nothing was refused: what was looked at is all that is wanted.</summary>
    public bool IsComplete { get; private set; } = true;

    public static UpdateReason NoSite(string siteFile) =>
        new(UpdateRefusal.NothingWanted, $"{siteFile} does not say which site this machine is: edge check --site {siteFile}");

    public static UpdateReason NoClass(string bootFile) =>
        new(UpdateRefusal.NothingWanted, $"{bootFile} does not say which class of boards this machine is");

    /// <summary>Nobody has said which releases of a component are made for this machine.</summary>
    public static UpdateReason NoRid(UpdateParts parts, string siteFile) =>
        parts.Component == ReleaseManifest.Os ? NoClass(parts.Folders.Boot) : NoSite(siteFile);

    /// <param name="reason">Null: it was looked at, and people were told.</param>
    public void Add(UpdateReason? reason)
    {
        if (reason is null) { _isSaid = true; return; }
        if (reason.Refusal is UpdateRefusal.NothingWanted) { _nothing ??= reason; return; }
        (_isSaid, IsComplete) = (true, false);
        if (reason.Refusal == UpdateRefusal.AlreadyRunning) { return; }
        if (reason.Refusal == UpdateRefusal.NotChosen)
        {
            Console.WriteLine(UpdateWords.Of(reason));
            return;
        }
        _isRefused = true;
        _ = CommandFrame.Refuse(UpdateWords.Of(reason));
    }
}
