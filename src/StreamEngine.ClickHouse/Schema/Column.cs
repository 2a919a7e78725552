namespace StreamEngine.ClickHouse.Schema;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name; a dot joins the columns of one list of things (<c>indicators.id</c>), which ARRAY JOIN takes together.</param>
/// <param name="Type">Its type as ClickHouse itself prints it, since the check compares texts.</param>
/// <param name="Comment">What it means, with its unit.</param>
/// <param name="Codec">How it is compressed; null for the server's default.</param>
public sealed record Column(string Name, string Type, string Comment, string? Codec = null);
