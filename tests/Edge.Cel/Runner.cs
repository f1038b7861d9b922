using System.Buffers;
using System.Text.Json;
using Edge.Rules;
using Edge.Rules.Cel;

namespace Edge.Cel;

/// <summary>Answers one line with one line.</summary>
internal static class Runner
{
    public static ReadOnlySpan<byte> Answer(string line)
    {
        var answer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(answer))
        {
            writer.WriteStartObject();
            try
            {
                using JsonDocument request = JsonDocument.Parse(line);
                Write(writer, request.RootElement);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException
                or OverflowException or IndexOutOfRangeException)
            {
                writer.WriteString("error", $"the request cannot be read: {exception.Message}");
            }

            writer.WriteEndObject();
        }

        answer.Write("\n"u8);
        return answer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement request)
    {
        if (request.TryGetProperty("id", out JsonElement id)) { writer.WriteString("id", id.GetString()); }
        if (!request.TryGetProperty("expr", out JsonElement expression)) { throw new FormatException("no \"expr\""); }
        CelEnvironment environment = CelEnvironment.Standard;
        if (request.TryGetProperty("bindings", out JsonElement bindings))
        {
            environment = environment.With(
                bindings.EnumerateObject().Select(each => CelVariable.Constant(each.Name, CelType.Dyn, JsonValues.Read(each.Value))));
        }

        if (!CelProgram.CompileUnchecked(expression.GetString() ?? "", environment).TryGet(out CelProgram program, out CelError error))
        {
            writer.WriteString("error", $"{error.Offset}: {error.Problem}: '{error.Text}'; expected {error.Expected}");
            return;
        }

        CelValue value = program.Run(new CelScan(), maxAge: 0);
        if (value.IsValue)
        {
            writer.WritePropertyName("value");
            JsonValues.Write(writer, value);
        }
        else { writer.WriteString("error", value.Reason.Words()); }
    }
}
