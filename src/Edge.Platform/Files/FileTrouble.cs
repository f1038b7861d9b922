namespace Edge.Platform.Files;

/// <summary>Why a file cannot be read or made, in words that help whoever has to mend it.</summary>
/// <remarks>The runtime says "Access to the path is denied" of a folder, and "The file already exists" of a file that stands
/// where a folder should be.</remarks>
public static class FileTrouble
{
    public static string Of(string path, Exception cause)
    {
        if (Directory.Exists(path)) { return "it is a folder"; }
        if (FileInTheWay(path) is { } file) { return $"{file} is a file where a folder should be"; }
        return cause switch
        {
            UnauthorizedAccessException => $"the user {Environment.UserName} may not",
            FileNotFoundException => "there is no such file",
            DirectoryNotFoundException => "there is no such folder",
            _ => cause.Message,
        };
    }

    private static string? FileInTheWay(string path)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        while (folder is not null && !Path.Exists(folder)) { folder = Path.GetDirectoryName(folder); }
        return File.Exists(folder) ? folder : null;
    }
}
