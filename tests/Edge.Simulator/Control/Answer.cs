namespace Edge.Simulator.Control;

/// <summary>What an order brought, for people: whole lines.</summary>
internal sealed record Answer(string Text);

/// <summary>Why an order was not carried out, for people.</summary>
internal sealed record Refusal(string Text);
