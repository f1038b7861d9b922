using Edge.Host.Updates;
using Edge.Platform.Updates;
using Edge.Updates.Releases;

namespace Edge.Host.Doctor;

/// <summary>Whether what updates have brought is still what was brought.</summary>
internal static class SlotExamination
{
    public static IEnumerable<Finding> Look(string slots)
    {
        foreach (string component in (string[])[ReleaseManifest.App, ReleaseManifest.Site, ReleaseManifest.Os])
        {
            if (Damage(new UpdateParts(new UpdateFolders(slots, "", ""), component)) is not string damage) { continue; }
            yield return new Finding(
                Health.Bad, $"slots of {component}", damage, component == ReleaseManifest.Os
                    ? "It is brought in anew with the next look: edge update install --component os. Look at the disk: dmesg"
                    : "Bring it in anew: edge update install. Look at the disk: dmesg");
        }
    }

    private static string? Damage(UpdateParts parts)
    {
        try
        {
            return parts.Damage();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
