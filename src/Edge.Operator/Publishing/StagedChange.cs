using System.Text.Json.Nodes;
using Edge.Updates;
using Edge.Updates.Tuf;

namespace Edge.Operator.Publishing;

/// <summary>Adds targets to a role, or takes them out, as its next version; signatures come
/// afterwards.</summary>
internal sealed class StagedChange
{
    private readonly RepositoryFolder _folder;
    private readonly MetadataDocument _document;

    private StagedChange(RepositoryFolder folder, MetadataDocument document) => (_folder, _document) = (folder, document);

    private JsonObject Targets => _document.Body["targets"]!.AsObject();

    public static Result<StagedChange, string> Of(RepositoryFolder folder, string role)
    {
        Result<MetadataDocument, string> draft = folder.Draft(role);
        if (!draft.IsOk) { return draft.Reason; }
        return draft.Value.Body["targets"] is JsonObject ? new StagedChange(folder, draft.Value) : $"{role} names no targets.";
    }

    /// <param name="custom">What the role says about it; null: nothing.</param>
    public string? Add(string name, byte[] content, JsonObject? custom = null)
    {
        Result<TargetPath, TufReason> path = TargetPath.From(name);
        if (!path.IsOk) { return path.Reason.Detail; }
        string hash = ContentHash.Of(content).ToString();
        var target = new JsonObject { ["length"] = content.Length, ["hashes"] = new JsonObject { ["sha256"] = hash } };
        if (custom is not null) { target["custom"] = custom; }
        Targets[name] = target;
        _folder.StageContent($"targets/{path.Value.FileOf(hash)}", content);
        return null;
    }

    public bool Remove(string name) => Targets.Remove(name);

    public void Save(DateTimeOffset now, int days)
    {
        _document.ExpireAt(now.AddDays(days));
        _folder.Stage(_document);
    }
}
