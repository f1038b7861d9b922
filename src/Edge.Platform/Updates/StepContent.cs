using System.IO.Compression;
using Edge.Updates;
using Edge.Updates.Patches;
using Edge.Updates.Releases;

namespace Edge.Platform.Updates;

/// <summary>Makes the bytes of a file as a step says: copies, unpacks, or patches.</summary>
/// <remarks>Whoever takes the bytes verifies them. Throws <see cref="IOException"/> when the disk
/// does.</remarks>
internal sealed class StepContent(IUpdateDisk disk)
{
    private const int ChunkBytes = 64 * 1024;

    /// <param name="step">Of a file that is not in its place yet.</param>
    /// <param name="parcel">Where its parcel lies, where it has one.</param>
    public UpdateReason? Write(FileStep step, string parcel, Action<ReadOnlyMemory<byte>> write) => step.Origin switch
    {
        FileOrigin.Copied => WriteFrom(Open(step.Precursor!), step.File, write),
        FileOrigin.Patch => WritePatched(step, parcel, write),
        _ => step.File.Blob.Compression == BlobCompression.Brotli
            ? WriteFrom(new BrotliStream(Open(parcel), CompressionMode.Decompress), step.File, write)
            : WriteFrom(Open(parcel), step.File, write),
    };

    private UpdateReason? WritePatched(FileStep step, string parcel, Action<ReadOnlyMemory<byte>> write)
    {
        using Stream before = Open(step.Precursor!);
        using Stream patch = Open(parcel);
        return DeltaReader.Apply(before, patch, step.File.Length, write);
    }

    // One byte more than the file has is enough to know that it is another one.
    private static UpdateReason? WriteFrom(Stream source, ReleaseFile file, Action<ReadOnlyMemory<byte>> write)
    {
        using (source)
        {
            try
            {
                var chunk = new byte[ChunkBytes];
                long most = file.Length + 1;
                for (int count; most > 0 && (count = source.Read(chunk, 0, (int)Math.Min(most, ChunkBytes))) > 0; most -= count)
                {
                    write(chunk.AsMemory(0, count));
                }
                return null;
            }
            catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
            {
                // The second is how the Brotli stream of .NET says that its data are none.
                return new UpdateReason(UpdateRefusal.FileMismatch, $"{file.Path}: {exception.Message}");
            }
        }
    }

    private Stream Open(string path) =>
        disk.OpenRead(path) ?? throw new FileNotFoundException("It was there a moment ago.", path);
}
