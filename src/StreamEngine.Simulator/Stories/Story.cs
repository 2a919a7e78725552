using StreamEngine.Entities;

namespace StreamEngine.Simulator.Stories;

/// <summary>A scripted course of events around one entity, the same for every seed, that certainly moves it.</summary>
/// <param name="Id">Short name, such as <c>climb</c>.</param>
/// <param name="Title">What happens, in one line.</param>
/// <param name="Watch">What to look for on the screen, and when.</param>
/// <param name="Kind">Kind of the entity to watch.</param>
/// <param name="EntityId">Its id as the engine writes it; a product's is <c>merchant/product</c>.</param>
public sealed record Story(string Id, string Title, string Watch, EntityKind Kind, string EntityId);
