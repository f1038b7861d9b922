namespace Edge.Tests.Tidy;

public sealed class MethodLengthsTests
{
    [Fact]
    public void Counts_LinesBetweenTheBraces()
    {
        string[] lines =
        [
            "public sealed class A(int x)", "{",
            "    private int Long(", "        int y)", "    {",
            "        if (y > 0)", "        {", "            return 1;", "        }", "        return 2;", "    }", "",
            "    int Short()", "    {", "    }", "}",
        ];
        var (signature, count) = MethodLengths.Longest(lines);
        Assert.Equal("private int Long( int y)", signature);
        Assert.Equal(5, count);
    }
}
