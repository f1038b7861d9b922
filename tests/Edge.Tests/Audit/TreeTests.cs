using Edge.Audit;

namespace Edge.Tests.Audit;

public sealed class TreeTests
{
    // The reference tree of Certificate Transparency: leaves and roots as its implementations publish
    // them for RFC 6962.
    private static readonly string[] Leaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void Equals_ThePublishedRoots()
    {
        TreeHash[] leaves = [.. Leaves.Select(leaf => TreeHash.OfLeaf(Convert.FromHexString(leaf)))];
        TreeFrontier tree = TreeFrontier.Empty;
        for (int size = 0; size <= leaves.Length; size++)
        {
            Assert.Equal(Roots[size], All(leaves).RootOf(size).ToString());
            Assert.Equal(Roots[size], tree.Root.ToString());
            Assert.Equal(size, tree.Size);
            if (size < leaves.Length) { tree.Append(leaves[size]); }
        }
    }

    [Fact]
    public void Proves_EveryLeafOfEveryTree()
    {
        TreeHash[] leaves = Some(40);
        for (int size = 1; size <= leaves.Length; size++)
        {
            TreeHash root = All(leaves).RootOf(size);
            for (int index = 0; index < size; index++)
            {
                var proof = All(leaves).Inclusion(index, size).AsSpan();
                Assert.True(TreeProof.IsIncluded(leaves[index], index, size, proof, root));
                Assert.False(TreeProof.IsIncluded(leaves[(index + 1) % leaves.Length], index, size, proof, root));
                Assert.False(TreeProof.IsIncluded(leaves[index], (index + 1) % size, size, proof, root) && size > 1);
            }
        }
    }

    [Fact]
    public void Proves_EveryBeginningOfEveryTree()
    {
        TreeHash[] leaves = Some(40);
        for (int newer = 1; newer <= leaves.Length; newer++)
        {
            TreeHash root = All(leaves).RootOf(newer);
            for (int older = 0; older <= newer; older++)
            {
                TreeHash before = All(leaves).RootOf(older);
                var proof = All(leaves).Consistency(older, newer).AsSpan();
                Assert.True(TreeProof.IsConsistent(older, before, newer, root, proof), $"{older} of {newer}");
                if (older > 0) { Assert.False(TreeProof.IsConsistent(older, leaves[^1], newer, root, proof)); }
            }
        }
    }

    [Fact]
    public void Refuses_AProofWithOneStepChangedMissingOrMore()
    {
        TreeHash[] leaves = Some(23);
        TreeHash root = All(leaves).RootOf(leaves.Length);
        TreeHash[] inclusion = [.. All(leaves).Inclusion(11, 23)];
        TreeHash[] consistency = [.. All(leaves).Consistency(13, 23)];
        TreeHash before = All(leaves).RootOf(13);
        Assert.All(Spoilt(inclusion), proof => Assert.False(TreeProof.IsIncluded(leaves[11], 11, 23, proof, root)));
        Assert.All(Spoilt(consistency), proof => Assert.False(TreeProof.IsConsistent(13, before, 23, root, proof)));
        Assert.False(TreeProof.IsIncluded(leaves[11], 11, 23, Some(TreeProof.MaxHashes + 1), root));
        Assert.False(TreeProof.IsConsistent(24, before, 23, root, consistency));
        Assert.False(TreeProof.IsIncluded(leaves[11], -1, 23, inclusion, root));
    }

    [Fact]
    public void Goes_OnFromAFrontierThatWasWrittenDown()
    {
        TreeHash[] leaves = Some(29);
        for (int cut = 0; cut < leaves.Length; cut++)
        {
            TreeFrontier whole = TreeFrontier.Empty;
            foreach (TreeHash leaf in leaves[..cut]) { whole.Append(leaf); }
            TreeFrontier continued = TreeFrontier.From(whole.Size, whole.Roots)!;
            foreach (TreeHash leaf in leaves[cut..]) { continued.Append(leaf); }
            Assert.Equal(All(leaves).RootOf(leaves.Length), continued.Root);
        }

        Assert.Null(TreeFrontier.From(3, [leaves[0]]));
        Assert.Null(TreeFrontier.From(-1, []));
    }

    [Fact]
    public void Proves_TheSameWithoutTheLeavesThatWereCutBack()
    {
        TreeHash[] leaves = Some(37);
        TreeLeaves all = All(leaves);
        for (int cut = 0; cut < leaves.Length; cut++)
        {
            TreeFrontier before = TreeFrontier.Empty;
            foreach (TreeHash leaf in leaves[..cut]) { before.Append(leaf); }
            var rest = new TreeLeaves(before, leaves[cut..]);
            for (int size = Math.Max(cut, 1); size <= leaves.Length; size++)
            {
                Assert.Equal(all.RootOf(size), rest.RootOf(size));
                Assert.Equal(all.Consistency(size, 37).AsEnumerable(), rest.Consistency(size, 37));
                for (int index = cut; index < size; index++) { Assert.Equal(all.Inclusion(index, size).AsEnumerable(), rest.Inclusion(index, size)); }
            }
        }
    }

    private static TreeLeaves All(TreeHash[] leaves) => new(TreeFrontier.Empty, leaves);

    private static TreeHash[] Some(int count) => [.. Enumerable.Range(0, count).Select(i => TreeHash.OfLeaf([(byte)i]))];

    private static IEnumerable<TreeHash[]> Spoilt(TreeHash[] proof)
    {
        for (int i = 0; i < proof.Length; i++)
        {
            TreeHash[] changed = [.. proof];
            changed[i] = changed[i] with { Low = changed[i].Low ^ 1 };
            yield return changed;
            yield return [.. proof[..i], .. proof[(i + 1)..]];
        }

        yield return [.. proof, proof[0]];
    }
}
