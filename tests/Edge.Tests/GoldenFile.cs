namespace Edge.Tests;

/// <summary>Compares what code makes with a file of the repository.</summary>
/// <remarks>EDGE_WRITE_GOLDEN=1 writes the files anew; the change is then looked at before it is
/// committed.</remarks>
internal static class GoldenFile
{
    public static void Matches(string made, params string[] path)
    {
        string file = Repository.PathOf(path);
        if (Environment.GetEnvironmentVariable("EDGE_WRITE_GOLDEN") == "1") { File.WriteAllText(file, made); }
        Assert.True(File.Exists(file), $"{file} is missing; EDGE_WRITE_GOLDEN=1 makes it.");
        Assert.Equal(File.ReadAllText(file), made);
    }
}
