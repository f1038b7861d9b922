namespace Edge.Updates.Tuf;

/// <summary>Where metadata come from: a web server, a stick, a spool. Nothing that it says is trusted.</summary>
public interface ITufSource
{
    /// <summary>The bytes of one file.</summary>
    /// <param name="path">Relative, percent-encoded: <c>3.root.json</c>.</param>
    /// <param name="maxBytes">One byte more is <see cref="TufSourceFailure.TooLong"/>; no more is read.</param>
    Task<Result<byte[], TufSourceFault>> FetchAsync(string path, int maxBytes, CancellationToken cancellation);
}

public enum TufSourceFailure : byte
{
    /// <summary>The source is sure that it has no such file; asking again is pointless.</summary>
    NotFound = 1,
    /// <summary>No answer, half an answer or a confused one; it says nothing about the file.</summary>
    Unreachable = 2,
    /// <summary>More bytes than were asked for.</summary>
    TooLong = 3,
}

/// <param name="Detail">For people: which address, what happened.</param>
public sealed record TufSourceFault(TufSourceFailure Failure, string Detail);
