using Edge.Operator.Images;
using Edge.Updates.Images;

namespace Edge.Tests.Updates.Images;

/// <summary>Images of a few dozen blocks, made of numbered blocks.</summary>
internal sealed class TestImage
{
    private TestImage(byte[] bytes, ImageIndex index, byte[] indexBytes, Dictionary<string, byte[]> packs) =>
        (Bytes, Index, IndexBytes, Packs) = (bytes, index, indexBytes, packs);

    public byte[] Bytes { get; }

    public ImageIndex Index { get; }

    public byte[] IndexBytes { get; }

    public Dictionary<string, byte[]> Packs { get; }

    /// <param name="blocks">The number of each block; 0: zeros.</param>
    public static TestImage Of(IEnumerable<int> blocks, params ReadOnlySpan<TestImage> earlier) =>
        Of([.. blocks.SelectMany(Block)], withPatches: false, earlier);

    public static TestImage Of(byte[] bytes, params ReadOnlySpan<TestImage> earlier) => Of(bytes, withPatches: false, earlier);

    /// <summary>With patches from each earlier one.</summary>
    public static TestImage Patched(byte[] bytes, params ReadOnlySpan<TestImage> earlier) => Of(bytes, withPatches: true, earlier);

    private static TestImage Of(byte[] bytes, bool withPatches, ReadOnlySpan<TestImage> earlier)
    {
        var packs = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (TestImage before in earlier)
        {
            foreach ((string name, byte[] pack) in before.Packs) { packs[name] = pack; }
        }
        ImageIndex[] indexes = [.. earlier.ToArray().Select(image => image.Index)];
        var builder = new ImageBuilder(indexes, withPatches ? indexes : [], packs.GetValueOrDefault, (name, pack) => packs[name] = pack);
        BuiltImage built = builder.Build(new MemoryStream(bytes), _ => { }).Value;
        return new TestImage(bytes, ImageIndex.Read(built.Index).Value, built.Index, packs);
    }

    /// <summary>A block that looks like chance for an odd number, and like text for an even one.</summary>
    public static byte[] Block(int number)
    {
        var block = new byte[ImageLimits.BlockBytes];
        if (number == 0) { return block; }
        uint state = unchecked((uint)number * 2_654_435_761u);
        for (int i = 0; i < block.Length; i++)
        {
            state = unchecked((state * 1_664_525u) + 1_013_904_223u);
            block[i] = (byte)(number % 2 == 0 ? 'a' + (state >> 30) : state >> 24);
        }
        return block;
    }
}
