namespace Edge.SystemTests;

[CollectionDefinition("lab")]
public sealed class LabTests : ICollectionFixture<Lab>;

/// <summary>A gateway of its own, for what leaves a card behind that the other tests should not meet, and for what takes
/// long. It runs beside the other one: most of a test is waiting.</summary>
[CollectionDefinition("own lab")]
public sealed class OwnLabTests : ICollectionFixture<Lab>;
