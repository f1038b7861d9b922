using Edge.Rules.Cel;

namespace Edge.Tests.Rules.Cel;

/// <summary>Every combination of true, false, unknown and error.</summary>
/// <remarks>Source: Common Expression Language, language definition, "Logical Operators"; unknown goes before
/// error.</remarks>
public sealed class CelTruthTests
{
    private const string Order = "TFUE";

    [Theory]
    [InlineData("&&", "TFUE", "FFFF", "UFUU", "EFUE")]
    [InlineData("||", "TTTT", "TFUE", "TUUU", "TEUE")]
    public void Joins(string operation, string whenTrue, string whenFalse, string whenUnknown, string whenError)
    {
        string[] rows = [whenTrue, whenFalse, whenUnknown, whenError];
        for (int left = 0; left < Order.Length; left++)
        {
            for (int right = 0; right < Order.Length; right++)
            {
                string text = $"{TextOf(Order[left])} {operation} {TextOf(Order[right])}";
                Assert.Equal((text, rows[left][right]), (text, Letter(CelWorld.Run(text))));
            }
        }
    }

    [Theory]
    [InlineData('T', 'F')]
    [InlineData('F', 'T')]
    [InlineData('U', 'U')]
    [InlineData('E', 'E')]
    public void Negates(char operand, char result) =>
        Assert.Equal(result, Letter(CelWorld.Run($"!{TextOf(operand)}")));

    [Theory]
    [InlineData('T', "TTTTFFFFUUUUEEEE")]
    [InlineData('F', "TFUETFUETFUETFUE")]
    [InlineData('U', "UUUUUUUUUUUUUUUU")]
    [InlineData('E', "EEEEEEEEEEEEEEEE")]
    public void Chooses_AndLooksAtNothingElse(char condition, string results)
    {
        int at = 0;
        foreach (char then in Order)
        {
            foreach (char otherwise in Order)
            {
                string text = $"{TextOf(condition)} ? {TextOf(then)} : {TextOf(otherwise)}";
                Assert.Equal((text, results[at++]), (text, Letter(CelWorld.Run(text))));
            }
        }
    }

    [Theory]
    [InlineData("==", "TFUE", "FTUE", "UUUU", "EEUE")]
    [InlineData("!=", "FTUE", "TFUE", "UUUU", "EEUE")]
    public void Compares_OnlyWhatIsKnown(string operation, string whenTrue, string whenFalse, string whenUnknown, string whenError) =>
        Joins(operation, whenTrue, whenFalse, whenUnknown, whenError);

    private static string TextOf(char letter) => letter switch
    {
        'T' => "(t > 0.0)",
        'F' => "(t < 0.0)",
        'U' => "(gone > 0.0)",
        _ => "(1 / 0 > 0)",
    };

    private static char Letter(CelValue value) => value.Kind switch
    {
        CelKind.Bool => value.Bool ? 'T' : 'F',
        CelKind.Unknown => 'U',
        _ => 'E',
    };
}
