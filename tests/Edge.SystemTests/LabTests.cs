namespace Edge.SystemTests;

[CollectionDefinition("lab", DisableParallelization = true)]
public sealed class LabTests : ICollectionFixture<Lab>;
