using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Edge.Profiles;

/// <summary>Reads a node, or reports why it cannot be read and returns false.</summary>
internal delegate bool NodeReader<T>(YamlNode node, ErrorList errors, [MaybeNullWhen(false)] out T value);

/// <summary>One kind of value in a file: how it is described, read, and told to an editor.</summary>
/// <param name="Expected">Completes "expected ..." in a message.</param>
/// <param name="WriteSchema">The keywords of JSON Schema that say the same, inside an open object.</param>
internal sealed record Shape<T>(string Expected, NodeReader<T> TryRead, Action<Utf8JsonWriter> WriteSchema);

/// <summary>A value and where its text starts.</summary>
internal readonly record struct Located<T>(T Value, SourcePosition At);
