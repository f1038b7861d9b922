using System.CommandLine;
using Edge.Platform.CommandLine;
using Edge.TufClient;

var root = new RootCommand("The TUF client behind the command line of the public conformance suite (theupdateframework/tuf-conformance).")
{
    ClientOptions.MetadataFolder, ClientOptions.MetadataAddress, ClientOptions.TargetNames, ClientOptions.TargetAddress,
    ClientOptions.TargetFolder,
    InitCommand.Create(),
    RefreshCommand.Create(),
    DownloadCommand.Create(),
};
return await CommandFrame.RunAsync(root, args);
