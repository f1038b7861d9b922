namespace Edge.Platform.Updates.Images;

/// <summary>Where the bytes of an image came from, in bytes of the image, and what that cost.</summary>
/// <param name="Kept">They stood in the slot already.</param>
/// <param name="Copied">From the active slot.</param>
/// <param name="Zero">Zeros.</param>
/// <param name="Fetched">Out of packs.</param>
/// <param name="Patched">Made of a patch and of what the active slot has.</param>
/// <param name="Travelled">Bytes of packs that sources handed on.</param>
/// <param name="Requests">Pieces of packs that were asked for.</param>
/// <param name="Written">To the slot.</param>
public sealed record ImageReport(long Kept, long Copied, long Zero, long Fetched, long Patched, long Travelled, int Requests, long Written);
