"""Invented people at real municipalities (DIVIPOLA codes) for the demonstration and the tests."""

from __future__ import annotations

import random
from dataclasses import dataclass

#: DIVIPOLA code, municipality, department.
MUNICIPALITIES: tuple[tuple[str, str, str], ...] = (
    ("05001", "Medellín", "Antioquia"), ("05045", "Apartadó", "Antioquia"), ("05154", "Caucasia", "Antioquia"),
    ("05837", "Turbo", "Antioquia"), ("08001", "Barranquilla", "Atlántico"),
    ("11001", "Bogotá, D. C.", "Bogotá, D. C."),
    ("13001", "Cartagena de Indias", "Bolívar"), ("13244", "El Carmen de Bolívar", "Bolívar"),
    ("13430", "Magangué", "Bolívar"), ("15001", "Tunja", "Boyacá"), ("17001", "Manizales", "Caldas"),
    ("18001", "Florencia", "Caquetá"), ("18753", "San Vicente del Caguán", "Caquetá"), ("19001", "Popayán", "Cauca"),
    ("19698", "Santander de Quilichao", "Cauca"), ("20001", "Valledupar", "Cesar"), ("20011", "Aguachica", "Cesar"),
    ("23001", "Montería", "Córdoba"), ("23466", "Montelíbano", "Córdoba"), ("23807", "Tierralta", "Córdoba"),
    ("25754", "Soacha", "Cundinamarca"), ("27001", "Quibdó", "Chocó"), ("27361", "Istmina", "Chocó"),
    ("41001", "Neiva", "Huila"), ("41551", "Pitalito", "Huila"), ("44001", "Riohacha", "La Guajira"),
    ("44430", "Maicao", "La Guajira"), ("47001", "Santa Marta", "Magdalena"), ("47189", "Ciénaga", "Magdalena"),
    ("50001", "Villavicencio", "Meta"), ("52001", "Pasto", "Nariño"), ("52356", "Ipiales", "Nariño"),
    ("52835", "San Andrés de Tumaco", "Nariño"), ("54001", "San José de Cúcuta", "Norte de Santander"),
    ("54498", "Ocaña", "Norte de Santander"), ("54810", "Tibú", "Norte de Santander"), ("63001", "Armenia", "Quindío"),
    ("66001", "Pereira", "Risaralda"), ("68001", "Bucaramanga", "Santander"),
    ("68081", "Barrancabermeja", "Santander"), ("70001", "Sincelejo", "Sucre"), ("70508", "Ovejas", "Sucre"),
    ("73001", "Ibagué", "Tolima"), ("73168", "Chaparral", "Tolima"), ("76001", "Cali", "Valle del Cauca"),
    ("76109", "Buenaventura", "Valle del Cauca"), ("76520", "Palmira", "Valle del Cauca"),
    ("81001", "Arauca", "Arauca"),
    ("81736", "Saravena", "Arauca"), ("85001", "Yopal", "Casanare"), ("86001", "Mocoa", "Putumayo"),
    ("86568", "Puerto Asís", "Putumayo"), ("91001", "Leticia", "Amazonas"),
    ("95001", "San José del Guaviare", "Guaviare"),
)  # fmt: skip
_WOMEN = (
    "Martha Cecilia", "Luz Marina", "Blanca Nieves", "Ana Lucía", "María del Pilar", "Gloria Inés", "Diana Patricia",
    "Rosalba", "Yolanda", "Nidia Esperanza", "Carmen Elena", "Leidy Johana", "Sandra Milena", "Flor Alba", "Ofelia",
)  # fmt: skip
_MEN = (
    "Álvaro", "Carlos Andrés", "José Rubén", "Óscar Darío", "Fabián", "Juan Sebastián", "Édgar", "Wilson", "Hernando",
    "Luis Eduardo", "Jesús Antonio", "Ramiro", "Ferney", "Jhon Jairo", "Nelson Enrique",
)  # fmt: skip
_SURNAMES = (
    "Arango", "Londoño", "Pérez", "Cuéllar", "Bedoya", "Zúñiga", "Muñoz", "Rentería", "Guerra", "Ibáñez", "Quiñones",
    "Mosquera", "Ñungo", "Vargas", "Salcedo", "Báez", "Cárdenas", "Niño", "Ríos", "Peñaranda", "Murillo", "Asprilla",
    "Chocué", "Yule", "Epieyú", "Uriana", "Domicó", "Tapia", "Granados", "Castaño", "Güiza", "Ordóñez",
)  # fmt: skip
_STREETS = (
    "Calle {a} n.º {b}-{c}, barrio La Unión", "Carrera {a} n.º {b}-{c}, barrio San Vicente",
    "Diagonal {a} n.º {b}-{c}, apto. 201", "Vereda El Salado, finca La Esperanza", "Corregimiento La Playa, casa {a}",
    "Manzana {a} casa {b}, barrio Villa Nueva", "Resguardo Alto Río, comunidad {a}",
    "Transversal {a} n.º {b}-{c}, barrio Kennedy",
)  # fmt: skip
_DOCUMENTS = (("CC", 0.9), ("TI", 0.04), ("CE", 0.03), ("PPT", 0.03))


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """A made-up petitioner; `divipola` is the code of a real municipality."""

    name: str
    document_type: str
    document_number: str
    divipola: str
    municipality: str
    department: str
    address: str
    email: str
    phone: str
    woman: bool


def person(rng: random.Random) -> SamplePerson:
    """The next invented person of a seeded generator; equal seeds give equal people."""
    woman = rng.random() < 0.58
    given = rng.choice(_WOMEN if woman else _MEN)
    first, second = rng.sample(_SURNAMES, 2)
    kind = rng.choices([name for name, _w in _DOCUMENTS], [weight for _n, weight in _DOCUMENTS])[0]
    code, municipality, department = rng.choice(MUNICIPALITIES)
    address = rng.choice(_STREETS).format(a=rng.randint(1, 98), b=rng.randint(1, 60), c=rng.randint(1, 99))
    # A domain that can never receive mail (RFC 2606).
    email = f"{first}.{rng.randint(10, 99)}@correo.example".lower() if rng.random() < 0.55 else ""
    phone = f"3{rng.randint(0, 2)}{rng.randint(0, 9)} 555 {rng.randint(1000, 9999)}"
    number = str(
        rng.randint(10_000_000, 99_999_999) if rng.random() < 0.7 else rng.randint(1_000_000_000, 1_199_999_999)
    )
    return SamplePerson(
        f"{given} {first} {second}", kind, number, code, municipality, department, address, _plain(email), phone, woman
    )


def _plain(text: str) -> str:
    return text.translate(str.maketrans("áéíóúñü", "aeiounu"))
