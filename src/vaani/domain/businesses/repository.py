"""How are businesses found, by id, slug or the number that was dialled?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from vaani.domain.businesses.tables import BusinessRow, DraftRow, NumberRow, VersionRow


async def lock(session: AsyncSession) -> None:
    """Let nobody else change businesses until the end of the transaction; reading and booking go
    on. On SQLite nobody else writes anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("LOCK TABLE businesses IN SHARE ROW EXCLUSIVE MODE"))


async def by_slug(session: AsyncSession, slug: str, lock: bool = False) -> BusinessRow | None:
    query = select(BusinessRow).where(BusinessRow.slug == slug)
    if lock:
        query = query.with_for_update()
    return (await session.scalars(query)).one_or_none()


async def by_id(session: AsyncSession, id: str) -> BusinessRow | None:
    return await session.get(BusinessRow, id)


async def by_number(session: AsyncSession, number: str, carrier: str) -> BusinessRow | None:
    named = NumberRow.carrier.is_(None) | (NumberRow.carrier == carrier)
    query = select(BusinessRow).join(NumberRow).where(NumberRow.number == number, named)
    return (await session.scalars(query)).one_or_none()


async def numbers(session: AsyncSession) -> Sequence[tuple[str, str, str | None]]:
    """Every number: whose (slug), E.164, and the carrier that its file names."""
    query = select(BusinessRow.slug, NumberRow.number, NumberRow.carrier).join(NumberRow)
    found = await session.execute(query.order_by(BusinessRow.slug, NumberRow.number))
    return [(slug, number, carrier) for slug, number, carrier in found]


async def listing(session: AsyncSession, after: str | None, limit: int) -> Sequence[BusinessRow]:
    query = select(BusinessRow)
    if after is not None:
        query = query.where(BusinessRow.slug > after)
    return (await session.scalars(query.order_by(BusinessRow.slug).limit(limit))).all()


async def revisions(session: AsyncSession) -> dict[str, int]:
    query = select(BusinessRow.id, BusinessRow.revision)
    return dict((await session.execute(query)).all())


async def owners_of(
    session: AsyncSession, numbers: Sequence[str], but_business: str
) -> dict[str, str]:
    """Which of the numbers reach another business: number and that business's name."""
    query = (
        select(NumberRow.number, BusinessRow.name)
        .join(BusinessRow)
        .where(NumberRow.number.in_(numbers), NumberRow.business_id != but_business)
    )
    return dict((await session.execute(query)).all())


async def set_numbers(
    session: AsyncSession, business_id: str, numbers: Sequence[str], carriers: Mapping[str, str]
) -> None:
    await session.execute(delete(NumberRow).where(NumberRow.business_id == business_id))
    session.add_all(
        NumberRow(number=number, business_id=business_id, carrier=carriers.get(number))
        for number in numbers
    )
    await session.flush()


async def remove(session: AsyncSession, row: BusinessRow) -> None:
    await session.delete(row)
    await session.flush()


async def versions(
    session: AsyncSession, business_id: str, before: int | None, limit: int
) -> Sequence[VersionRow]:
    """Newest first."""
    query = select(VersionRow).where(VersionRow.business_id == business_id)
    if before is not None:
        query = query.where(VersionRow.revision < before)
    query = query.order_by(VersionRow.revision.desc()).limit(limit)
    return (await session.scalars(query)).all()


async def version(session: AsyncSession, business_id: str, revision: int) -> VersionRow | None:
    query = select(VersionRow).where(
        VersionRow.business_id == business_id, VersionRow.revision == revision
    )
    return (await session.scalars(query)).one_or_none()


async def add_version(session: AsyncSession, row: VersionRow, most: int) -> None:
    """Add it; of the older ones so many stay that there are at most `most`."""
    session.add(row)
    await session.flush()
    await session.execute(
        delete(VersionRow).where(
            VersionRow.business_id == row.business_id, VersionRow.revision <= row.revision - most
        )
    )


async def draft(session: AsyncSession, business_id: str) -> DraftRow | None:
    return await session.get(DraftRow, business_id)


async def set_draft(session: AsyncSession, business_id: str, row: DraftRow | None) -> None:
    """In place of the one that is there, if any; None: there is none from now on."""
    await session.execute(delete(DraftRow).where(DraftRow.business_id == business_id))
    if row is not None:
        session.add(row)
    await session.flush()


async def add(session: AsyncSession, row: BusinessRow) -> None:
    session.add(row)
    await session.flush()
