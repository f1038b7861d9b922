namespace Edge.Tests;

public sealed class DegreesTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(30, 0.5)]
    [InlineData(45, 0.70710678118654752)]
    [InlineData(60, 0.86602540378443865)]
    [InlineData(90, 1)]
    [InlineData(150, 0.5)]
    [InlineData(180, 0)]
    [InlineData(-30, -0.5)]
    [InlineData(270, -1)]
    [InlineData(36_000_030, 0.5)]
    public void Knows_SinesOfSchool(double degrees, double sine)
    {
        Assert.Equal(sine, Degrees.Sin(degrees), 4e-16);
        Assert.Equal(sine, Degrees.Cos(degrees - 90), 4e-16);
    }

    [Fact]
    public void Agrees_WithTheLibraryOverTheCircle()
    {
        for (int i = -7200; i <= 7200; i++)
        {
            double degrees = i / 10.0;
            Assert.Equal(Math.Sin(degrees * Math.PI / 180), Degrees.Sin(degrees), 4e-15);
            Assert.Equal(Math.Cos(degrees * Math.PI / 180), Degrees.Cos(degrees), 4e-15);
        }
    }

    [Fact]
    public void TakesBack_TheSine()
    {
        for (int i = -8990; i <= 8990; i++)
        {
            double degrees = i / 100.0;
            double tolerance = 1e-14 / Math.Cos(degrees * Math.PI / 180) * 5;
            Assert.Equal(degrees, Degrees.ArcSin(Degrees.Sin(degrees)), tolerance);
        }
    }

    [Theory]
    [InlineData(1, 90)]
    [InlineData(-1, -90)]
    [InlineData(1.0000000001, 90)]
    [InlineData(0, 0)]
    public void Ends_AtARightAngle(double sine, double degrees) => Assert.Equal(degrees, Degrees.ArcSin(sine));
}
