using Edge.Profiles;

namespace Edge.Tests.Profiles;

public class NearestNameTests
{
    private static readonly string[] Known =
        ["temperature", "humidity", "pressure", "on", "off", "GPIO17", "GPIO27"];

    [Theory]
    [InlineData("temprature", "temperature")]   // a letter missing
    [InlineData("humididty", "humidity")]       // one too many
    [InlineData("pressrue", "pressure")]        // two swapped
    [InlineData("Temperature", "temperature")]  // letter case
    [InlineData("of", "off")]           // as near to on, but begins alike
    [InlineData("gpio17", "GPIO17")]
    [InlineData("GPIO26", "GPIO27")]
    [InlineData("illuminance", null)]
    [InlineData("", null)]
    [InlineData("xyz", null)]
    public void Finds_NameThatWasMeant(string text, string? meant) =>
        Assert.Equal(meant, NearestName.Of(text, Known));

    [Fact]
    public void Finds_NothingForTextsBeyondItsLength()
    {
        string longest = new('a', NearestName.MaxLength);
        Assert.Equal(longest, NearestName.Of(longest[1..] + "b", [longest]));
        Assert.Null(NearestName.Of(longest + "b", [longest]));
        Assert.Null(NearestName.Of(longest, [longest + "b"]));
    }
}
