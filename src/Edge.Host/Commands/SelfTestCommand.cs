using System.CommandLine;
using Edge.Host.SelfTest;
using Edge.Platform.CommandLine;

namespace Edge.Host.Commands;

/// <summary><c>edge self-test</c>: whether this executable works on this machine at all.</summary>
internal static class SelfTestCommand
{
    public static Command Create()
    {
        var command = new Command("self-test", "Test this executable on this machine: keys, sealing, storage, drivers, rules.");
        command.SetAction(_ => Run());
        return command.WithExample("edge self-test");
    }

    private static int Run()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("edge-self-test");
        try
        {
            int failed = 0;
            foreach ((string name, Func<string, string?> run) in SelfTests.All)
            {
                string? problem = run(folder.FullName);
                if (problem is not null) { failed++; }
                Console.WriteLine($"{(problem is null ? "ok    " : "FAILED")}  {name}{(problem is null ? "" : ": " + problem)}");
            }

            Console.WriteLine(failed == 0 ? "All well." : $"{failed} failed: this executable cannot be trusted on this machine; install it anew.");
            return failed == 0 ? CommandFrame.Done : CommandFrame.Refused;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
