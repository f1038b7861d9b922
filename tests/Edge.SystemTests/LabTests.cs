namespace Edge.SystemTests;

[CollectionDefinition("lab", DisableParallelization = true)]
public sealed class LabTests : ICollectionFixture<Lab>;

/// <summary>A gateway of its own, for what leaves a card behind that the other tests should not meet.</summary>
[CollectionDefinition("own lab", DisableParallelization = true)]
public sealed class OwnLabTests : ICollectionFixture<Lab>;
